// `npm run build`: css/app.css and js/app.js, with what they import, into dist/ under names that hold a hash of their content,
// and manifest.json, which says what became of each name. Prints the compressed size that a first visit pays.
import { build } from "esbuild";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

// The content security policy allows images from our own origin only, and the library's icons are data: addresses.
const iconsAsFiles = {
  name: "icons-as-files",
  setup(builder) {
    const icons = [];
    builder.onResolve({ filter: /^data:image\/svg\+xml/ }, ({ path }) => {
      if (!icons.includes(path)) icons.push(path);
      return { path: `icon-${icons.indexOf(path)}.svg`, namespace: "icon" };
    });
    builder.onLoad({ filter: /.*/, namespace: "icon" }, ({ path }) => {
      const address = icons[Number(path.match(/\d+/)[0])];
      return { contents: decodeURIComponent(address.slice(address.indexOf(",") + 1)), loader: "file" };
    });
  },
};

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ["css/app.css", "js/app.js", "js/worker.js", "img/icon.svg"].map((name) => join(here, name)),
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox114", "safari16.4"],
  loader: { ".svg": "copy" },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "none",
  metafile: true,
  plugins: [iconsAsFiles],
});

const manifest = {};
let bytes = 0;
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (!entryPoint) continue;
  const file = basename(path);
  const name = basename(entryPoint);
  manifest[name] = file;
  if (/\.(css|js)$/.test(file)) bytes += gzipSync(await readFile(join(dist, file)), { level: 9 }).length;
}
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
console.log(`assets: ${Object.keys(manifest).join(", ")}; style and script ${(bytes / 1024).toFixed(1)} KiB compressed`);
