// A list page, declared once: which records, which columns, which filters, which views.
import type { ExportKind } from "@/api/exports";
import type { ListName, ListQuery, Lists } from "@/api/lists";
import type { Key } from "@/i18n/i18n";
import type { PeekKind } from "@/lib/peek";
import type { Column } from "@/ui/columns";

export type Filter = {
	/** The server's name of the filter. */
	name: string;
	label: Key;
	kind: "enum" | "user" | "department" | "tag" | "days" | "region" | "text";
	/** Of an enumeration: its values and the prefix of their words. */
	values?: readonly string[];
	prefix?: string;
	/** The order of the rows while it is set and none was chosen: who asks for days looks at them in turn. */
	sort?: string;
	/** Shown only when the bar is expanded. */
	extra?: boolean;
};

/** The order that goes with what is asked for; undefined: none does. */
export const orderOf = (filters: readonly Filter[], query: ListQuery): string | undefined =>
	filters.find((f) => f.sort && Object.keys(query).some((name) => name.split("[")[0] === f.name))?.sort;

/** A view that every company has. */
export type StandardView = { id: string; label: Key; query: ListQuery };

export type ListSpec<N extends ListName> = {
	name: N;
	/** What its columns are kept under, where the same records have another list. */
	table?: string;
	/** What all of its rows have in common; no filter of the bar. */
	always?: ListQuery;
	/** The record's name in live events. */
	record: string;
	title: Key;
	searchHint: Key;
	/** The server searches these records by words; else there is no search box. */
	searchable?: false;
	sort: string;
	/** What the list is called as a file; without it there is none. */
	exported?: ExportKind;
	columns: readonly Column<Lists[N]>[];
	filters: readonly Filter[];
	views: readonly StandardView[];
	/** Where its records can be shown beside the list. */
	peek?: PeekKind;
	/** What a row is called. */
	nameOf: (row: Lists[N]) => string;
	/** Where a row opens. */
	pathOf: (row: Lists[N]) => string;
};
