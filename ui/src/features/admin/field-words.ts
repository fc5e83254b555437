// The fields of people, departments and tags in words, for the choice between two changes.
import { useDepartmentNames, useUserNames } from "@/api/lookups";
import { t, tMaybe } from "@/i18n/i18n";

const labels: Record<string, string> = { parent_id: "parent", head_id: "head", department_id: "department", supervisor_id: "supervisor", name: "name" };

export function labelOf(name: string): string {
	return tMaybe(`admin.${labels[name] ?? name}`, tMaybe(`shell.${name}_name`, name));
}

export function useFieldWords(): (name: string, value: unknown) => string {
	const users = useUserNames();
	const departments = useDepartmentNames();
	return (name, value) => {
		if (value === null || value === undefined || value === "") return t("common.none");
		if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
		if (Array.isArray(value)) return value.map((v) => tMaybe(`kinds.role_${String(v)}`, String(v))).join(t("common.list_separator"));
		const text = String(value);
		if (name === "head_id" || name === "supervisor_id") return users(text);
		if (name === "parent_id" || name === "department_id") return departments(text);
		return name === "axis" ? tMaybe(`admin.axis_${text}`, text) : text;
	};
}
