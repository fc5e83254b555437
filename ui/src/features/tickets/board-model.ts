// The columns of the board, and which act moves a ticket from one to another.
import { t } from "@/i18n/i18n";
import { acts, type ActSpec } from "./acts";
import type { Ticket } from "./spec";

export const columnStates = ["open", "on_hold", "resolved"] as const;
export type State = Ticket["state"];

/** The act that leads to a state; to open by what it takes from where it is. */
export function actTo(from: State, to: State): ActSpec | undefined {
	const names: Partial<Record<State, string>> = { open: from === "on_hold" ? "resume" : "reopen", on_hold: "hold", resolved: "resolve", archived: "archive", cancelled: "cancel" };
	return from === to ? undefined : acts.find((a) => a.act === names[to]);
}

/** Where a ticket can go now, as the server says. */
export function placesFor(ticket: Ticket): { state: State; spec: ActSpec }[] {
	return ([...columnStates, "archived", "cancelled"] as const).flatMap((state) => {
		const spec = actTo(ticket.state, state);
		return spec && ticket.can?.[spec.can] ? [{ state, spec }] : [];
	});
}

/** Why a ticket does not go there. */
export function whyNot(ticket: Ticket, to: State): string {
	const denied = !Object.values(ticket.can ?? {}).some(Boolean);
	return denied ? t("tickets.move_denied") : t("tickets.move_impossible", { from: t(`kinds.ticket_state_${ticket.state}`), to: t(`kinds.ticket_state_${to}`) });
}
