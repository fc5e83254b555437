// The words to begin a standard text with: what the standard in force owes customers of a tier.
import { t, tMaybe } from "@/i18n/i18n";
import { targetWords } from "@/parts/target-words";

type Match = Record<string, unknown>;
type Cells = readonly { match: Match; targets: Record<string, { target?: string | null } | undefined> }[];

const word = (name: string, value: unknown): string => tMaybe(`kinds.${name}_${String(value)}`, `${name} ${String(value)}`);

function owed(targets: Cells[number]["targets"]): string {
	return Object.entries(targets)
		.map(([kind, found]) => `${tMaybe(`kinds.deadline_${kind}`, kind)} ${targetWords(found?.target ?? "none")}`)
		.join(t("common.list_separator"));
}

/** The dimensions in which all of these cases are the same. */
function common(cells: Cells): Match {
	const [first, ...rest] = cells;
	return Object.fromEntries(Object.entries(first?.match ?? {}).filter(([name, value]) => rest.every((cell) => cell.match[name] === value)));
}

/** A line for each set of targets that customers of the tier ("all": all of them) may meet, with
 * what its cases have in common and the others have not. */
export function textOf(cells: Cells, tier: string): string {
	const mine = cells.filter((cell) => tier === "all" || cell.match.tier === undefined || cell.match.tier === tier);
	const groups = new Map<string, Cells>();
	for (const cell of mine) groups.set(owed(cell.targets), [...(groups.get(owed(cell.targets)) ?? []), cell]);
	const everywhere = common(mine);
	return [...groups]
		.map(([text, group]) => {
			const when = Object.entries(common(group)).filter(([name]) => !(name in everywhere));
			return when.length ? t("standards.text_line", { when: when.map(([name, value]) => word(name, value)).join(" · "), text }) : text;
		})
		.join("\n");
}
