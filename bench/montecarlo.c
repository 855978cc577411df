/* The simulation as a C programmer would write it first: draw, forward pass, critical path, one iteration at a time.
   One calendar, so that all times are minutes of work. What the engine is measured against. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
typedef int64_t I;
static inline uint64_t mix(uint64_t z){z=(z^(z>>30))*0xBF58476D1CE4E5B9ULL;z=(z^(z>>27))*0x94D049BB133111EBULL;return z^(z>>31);}
void run(I n,I count,const I*order,const I*ip,const I*src,const I*kind,const I*lag,const double*low,const double*likely,
         const double*high,I*finish,I*critical){
  I*es=malloc(n*sizeof(I)),*ef=malloc(n*sizeof(I));char*on=malloc(n);
  for(I it=0;it<count;it++){I end=0;
    for(I q=0;q<n;q++){I u=order[q],b=0,fb=-1;
      double x=((mix(mix((uint64_t)u*0x9E3779B97F4A7C15ULL)+(uint64_t)it*0x9E3779B97F4A7C15ULL)>>11)+0.5)*0x1p-53;
      double a=low[u],m=likely[u],z=high[u],c=(m-a)/(z-a);
      I d=(I)floor((x<c?a+sqrt(x*(z-a)*(m-a)):z-sqrt((1-x)*(z-a)*(z-m)))+0.5);
      for(I e=ip[u];e<ip[u+1];e++){I p=src[e],t=(kind[e]<2?ef[p]:es[p])+lag[e];
        if(kind[e]&1){if(t>b)b=t;}else if(t>fb)fb=t;}
      if(fb-d>b)b=fb-d;
      es[u]=b;ef[u]=b+d;if(ef[u]>end)end=ef[u];}
    finish[it]=end;
    for(I u=0;u<n;u++)on[u]=ef[u]==end;
    for(I q=n-1;q>=0;q--){I u=order[q];if(!on[u])continue;critical[u]++;
      for(I e=ip[u];e<ip[u+1];e++){I p=src[e],t=(kind[e]<2?ef[p]:es[p])+lag[e];
        if(t>=(kind[e]&1?es[u]:ef[u]))on[p]=1;}}
  }
  free(es);free(ef);free(on);
}
