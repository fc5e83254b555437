// Numbers under which the widgets inside a dialog make their ids, apart from those of the page.
const pages = 10_000;
let last = pages;

/** A number that no dialog has had. */
export function dialogPrefix(): number {
	last += 1;
	return last;
}
