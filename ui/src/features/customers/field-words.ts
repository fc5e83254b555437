// The fields of a customer in words: their labels, and values as people read them.
import { useDepartmentNames, useTagNames, useUserNames } from "@/api/lookups";
import { useRegionNames } from "@/fields/regions";
import { formatDate, t, tMaybe } from "@/i18n/i18n";

const prefixes: Record<string, string> = { state: "customer_state", preferred_channel: "channel" };

export function labelOf(name: string): string {
	return tMaybe(`customers.${name}`, name);
}

/** Gives the words of a field's value. */
export function useFieldWords(): (name: string, value: unknown) => string {
	const users = useUserNames();
	const departments = useDepartmentNames();
	const tags = useTagNames();
	const regions = useRegionNames();
	return (name, value) => {
		if (value === null || value === undefined || value === "") return t("common.none");
		if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
		const text = String(value);
		if (name === "owner_id") return users(text);
		if (name === "department_id") return departments(text);
		if (name === "region") return regions(text);
		if (name === "cooperation_since") return formatDate(text);
		if (Array.isArray(value)) return value.map((v) => tags(String(v))).join(t("common.list_separator"));
		return tMaybe(`kinds.${prefixes[name] ?? name}_${text}`, text);
	};
}
