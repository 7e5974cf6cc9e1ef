import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  base: "/static/app/",
  publicDir: false,
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "dist",
    manifest: true,
    // The pages' security policy allows no script in the page and no data: address for code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    cssCodeSplit: true,
    rolldownOptions: {
      input: ["src/app/main.tsx", "src/pages/page.ts", "src/styles/site.css", "src/worker/worker.ts"],
    },
  },
});
