// Files that are dropped or pasted.  Whoever takes them offers a button for the keyboard as well.
import { attached } from "./attached";

/** The files of a paste.  Spreadsheets put a picture beside what is copied as text: the text is meant. */
export function pastedFiles(data: DataTransfer | null): File[] {
	return data && !data.types.includes("text/plain") ? [...data.files] : [];
}

function carriesFiles(e: DragEvent): boolean {
	return e.dataTransfer?.types.includes("Files") ?? false;
}

/** v-takes-files="then": files that are dropped onto the element or pasted into it; null: none. */
export const vTakesFiles = attached<((files: File[]) => void) | null>((element, then) => {
	const end = new AbortController();
	const over = (is: boolean): void => void element.classList.toggle("files-over", is);
	const take = (e: Event, files: File[]): void => {
		if (files.length === 0 || !then()) return;
		e.preventDefault();
		then()?.(files);
	};
	const options = { signal: end.signal };
	element.addEventListener("dragover", (e) => {
		if (!carriesFiles(e) || !then()) return;
		e.preventDefault();
		over(true);
	}, options);
	element.addEventListener("dragleave", (e) => {
		if (!(e.relatedTarget instanceof Node && element.contains(e.relatedTarget))) over(false);
	}, options);
	element.addEventListener("drop", (e) => {
		over(false);
		take(e, [...(e.dataTransfer?.files ?? [])]);
	}, options);
	element.addEventListener("paste", (e) => take(e, pastedFiles(e.clipboardData)), options);
	return () => end.abort();
});

/** A file that misses its place would open in the tab, and what was typed there would be gone. */
export function refuseStrayFiles(): void {
	for (const kind of ["dragover", "drop"] as const)
		window.addEventListener(kind, (e) => {
			if (!carriesFiles(e) || e.defaultPrevented) return;
			e.preventDefault();
			if (e.dataTransfer) e.dataTransfer.dropEffect = "none";
		});
}
