// Bundles static/src into static/dist: app.js, charts.js and gantt.js (loaded only where drawn), beacon.js (for the pages
// of other systems), app.css and its fonts.
//   node tools/frontend/build.mjs [--watch]
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const source = join(root, "static/src");
const target = join(root, "static/dist");
const state = process.env.LUODI_VAR ?? join(root, "var");
const watch = process.argv.includes("--watch");

const entries = ["app.js", "charts.js", "gantt.js", "beacon.js", "app.css"].map((name) => join(source, name)).filter((path) => existsSync(path));

// Whose words count as used classes. keep.txt is for classes put together from pieces at run time.
const packages = ["pmo", "projects", "changemgmt", "metrics"];
const content = [
  "templates/**/*.html",
  "static/src/**/*.js",
  "static/src/keep.txt",
  ...packages.flatMap((name) => [`${name}/**/*.py`, `${name}/**/*.html`]),
].map((pattern) => join(root, pattern));

// Set by Tabler's and htmx' scripts, so they appear in no file of ours.
const safelist = {
  standard: [
    "active", "collapse", "collapsed", "collapsing", "disabled", "fade", "hiding", "show", "showing", "is-invalid",
    "is-valid", "was-validated", "modal-open", "modal-static", "modal-backdrop", "offcanvas-backdrop", "invalid-feedback",
    "html", "body",
  ],
  deep: [/^tooltip/, /^popover/, /^bs-tooltip/, /^bs-popover/, /^htmx-/],
};

/** Tabler without what no page uses; our own styles pass untouched. */
const purgeTabler = {
  name: "purge-tabler",
  setup(build) {
    build.onLoad({ filter: /@tabler[\\/]core[\\/]dist[\\/].*\.css$/ }, async ({ path }) => {
      const raw = await readFile(path, "utf8");
      const [purged] = await new PurgeCSS().purge({
        content,
        css: [{ raw }],
        safelist,
        defaultExtractor: (text) => text.match(/[A-Za-z0-9_][\w\-/:.%]*/g)?.flatMap((word) => [word, word.replace(/[.:/%]+$/, "")]) ?? [],
      });
      // The map of the whole file would not fit any more.
      return { contents: purged.css.replace(/\/\*# sourceMappingURL=.*?\*\//g, ""), loader: "css" };
    });
  },
};

const report = {
  name: "report",
  setup(build) {
    build.onEnd(async (result) => {
      if (result.errors.length || !result.metafile) return;
      const sizes = {};
      for (const path of Object.keys(result.metafile.outputs)) {
        if (!/\.(js|css)$/.test(path)) continue;
        const bytes = await readFile(join(root, path));
        sizes[relative(target, join(root, path))] = {
          bytes: bytes.length,
          gzip: gzipSync(bytes, { level: 9 }).length,
          brotli: brotliCompressSync(bytes).length,
        };
      }
      await mkdir(state, { recursive: true });
      await writeFile(join(state, "frontend-sizes.json"), JSON.stringify(sizes, null, 1) + "\n");
      for (const [name, { bytes, gzip, brotli }] of Object.entries(sizes)) {
        console.log(`${basename(name).padEnd(12)} ${kilo(bytes)}   gzip ${kilo(gzip)}   brotli ${kilo(brotli)}`);
      }
    });
  },
};

const kilo = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

const options = {
  absWorkingDir: root,
  entryPoints: entries,
  outdir: target,
  outbase: source,
  bundle: true,
  minify: !watch,
  format: "iife",
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  loader: { ".woff2": "file", ".woff": "empty", ".svg": "dataurl" },
  assetNames: "fonts/[name]-[hash]",
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [purgeTabler, report],
};

// Emptied, not removed: a running server may hold the folder.
await mkdir(target, { recursive: true });
for (const name of await readdir(target)) await rm(join(target, name), { recursive: true });

if (!entries.length) {
  console.log("Nothing to bundle: static/src has no app.js, charts.js or app.css.");
} else if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
  console.log("Watching static/src …");
} else {
  await esbuild.build(options);
}
