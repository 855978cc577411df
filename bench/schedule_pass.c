/* The two passes of the critical path method over flat arrays: what the scheduler is measured against. */
#include <stdint.h>
typedef int64_t I;
static I right(const I*a,I x,I lo,I hi){while(lo<hi){I m=(lo+hi)>>1;if(x<a[m])hi=m;else lo=m+1;}return lo;}
static I left(const I*a,I x,I lo,I hi){while(lo<hi){I m=(lo+hi)>>1;if(a[m]<x)lo=m+1;else hi=m;}return lo;}
static I worked(I t,const I*s,const I*f,const I*d,I n){I i=right(s,t,0,n)-1;if(i<0)return 0;return d[i]+(t<f[i]?t:f[i])-s[i];}
static I fin(I w,const I*s,const I*d,I n){I i=left(d,w,0,n+1)-1;if(i<0)return s[0];return s[i]+w-d[i];}
static I sta(I w,const I*s,const I*d,I n){I i=right(d,w,0,n+1)-1;return s[i]+w-d[i];}
static I add(I t,I lag,const I*s,const I*f,const I*d,I n){if(!lag)return t;I w=worked(t,s,f,d,n)+lag;return lag>0?fin(w,s,d,n):sta(w,s,d,n);}
void run(I n,const I*order,const I*dur,const I*ip,const I*src,const I*kind,const I*lag,const I*op,const I*oe,const I*to,
         I start,I*es,I*ef,I*ls,I*lf,const I*s,const I*f,const I*d,I m){
  I end=start;
  for(I q=0;q<n;q++){I u=order[q],b=start,fb=-1;
    for(I e=ip[u];e<ip[u+1];e++){I p=src[e],t=add((kind[e]<2)?ef[p]:es[p],lag[e],s,f,d,m);
      if(kind[e]&1){if(t>b)b=t;}else if(t>fb)fb=t;}
    I w=worked(b,s,f,d,m);if(fb>=0){I w2=worked(fb,s,f,d,m)-dur[u];if(w2>w)w=w2;}
    es[u]=sta(w,s,d,m);ef[u]=fin(w+dur[u],s,d,m);if(ef[u]>end)end=ef[u];}
  for(I q=n-1;q>=0;q--){I u=order[q],fb=end,sb=INT64_MAX;
    for(I j=op[u];j<op[u+1];j++){I e=oe[j],v=to[e],t=add((kind[e]&1)?ls[v]:lf[v],-lag[e],s,f,d,m);
      if(kind[e]<2){if(t<fb)fb=t;}else if(t<sb)sb=t;}
    I w=worked(fb,s,f,d,m);if(sb<INT64_MAX){I w2=worked(sb,s,f,d,m)+dur[u];if(w2<w)w=w2;}
    lf[u]=fin(w,s,d,m);ls[u]=sta(w-dur[u],s,d,m);}
}
