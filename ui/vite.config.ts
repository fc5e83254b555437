import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import elementPlus from "unplugin-element-plus/vite";
import { defineConfig } from "vite";
import { regions } from "./regions.ts";

// The built files are packed into the program; GENJIN_UI_OUT says where the build wants them.
export default defineConfig({
	plugins: [vue(), elementPlus({}), regions()],
	resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
	build: {
		outDir: process.env.GENJIN_UI_OUT ?? "dist",
		emptyOutDir: true,
		// Not packed (a hidden file); the size budgets are counted along it.
		manifest: true,
		target: "es2022",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 700,
	},
	server: { proxy: { "/api": process.env.GENJIN_URL ?? "http://127.0.0.1:8080" } },
});
