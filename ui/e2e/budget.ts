// How many bytes, gzipped, a page of the built interface needs: counted along Vite's manifest.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] };

/** The folder with the built pages; meson makes it, script/test says where. */
export const built = process.env.GENJIN_PAGES ?? new URL("../../build-test/src/http/pages", import.meta.url).pathname;

export class Manifest {
	readonly #chunks: Record<string, Chunk>;

	constructor(readonly folder = built) {
		const file = join(folder, ".vite/manifest.json");
		if (!existsSync(file)) throw new Error(`${file} is missing: build the pages, or set GENJIN_PAGES`);
		this.#chunks = JSON.parse(readFileSync(file, "utf8"));
	}

	chunk(name: string): Chunk {
		const found = this.#chunks[name];
		if (!found) throw new Error(`${name} is not in the manifest`);
		return found;
	}

	/** Whether it is a chunk of its own, and not a part of another. */
	has(name: string): boolean {
		return name in this.#chunks;
	}

	/** The pages of the features that the router loads one by one. */
	get routes(): string[] {
		return (this.chunk("index.html").dynamicImports ?? []).filter((name) => name.startsWith("src/features/"));
	}

	/** All files of these chunks and of what they import; `lazily` also what they may load later,
	 * but not other pages, nor the words of a language: nobody reads in three. */
	files(names: readonly string[], lazily = false): Set<string> {
		const pages = new Set(this.chunk("index.html").dynamicImports);
		const files = new Set<string>();
		const seen = new Set<string>();
		const walk = (name: string): void => {
			if (seen.has(name)) return;
			seen.add(name);
			const chunk = this.chunk(name);
			for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
			chunk.imports?.forEach(walk);
			if (lazily && name !== "index.html") chunk.dynamicImports?.filter((n) => !pages.has(n) && !n.startsWith("src/i18n/")).forEach(walk);
		};
		names.forEach(walk);
		return files;
	}

	/** Their size as it travels, in bytes. */
	size(files: Iterable<string>): number {
		return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(this.folder, file)), { level: 9 }).length, 0);
	}
}
