// What the first number of a day would look like: prefix, the year (customers) or the whole
// date (tickets), then the count with at least that many digits.

export function numberExample(prefix: string, wholeDate: boolean, digits: number, today: string): string {
	const date = wholeDate ? today.replaceAll("-", "") : today.slice(0, 4);
	return `${prefix}${date}${"1".padStart(digits, "0")}`;
}
