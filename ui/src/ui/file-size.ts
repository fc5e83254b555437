import { locale } from "@/i18n/i18n";

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A number of bytes for people: "1.4 MB". */
export function fileSize(bytes: number): string {
	let at = 0;
	let n = bytes;
	while (n >= 1000 && at < units.length - 1) {
		n /= 1024;
		at += 1;
	}
	return new Intl.NumberFormat(locale.value, { style: "unit", unit: units[at], unitDisplay: "short", maximumFractionDigits: n < 10 && at > 0 ? 1 : 0 }).format(n);
}
