/** Goes to where the next item of the checklist is written. */
export function beginItem(): void {
	document.querySelector<HTMLInputElement>(".checklist-add")?.focus();
}
