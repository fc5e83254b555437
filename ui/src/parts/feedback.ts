import { tMaybe } from "@/i18n/i18n";

/** A customer's feedback in words; a call-back stores the confirmation by its name. */
export function feedbackText(feedback: string | null): string {
	return feedback ? tMaybe(`kinds.confirmation_${feedback}`, feedback) : "";
}
