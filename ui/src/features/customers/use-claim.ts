// Claiming customers out of the public pool 公海, and giving one back.
import { Problem } from "@/api/problem";
import { user } from "@/api/session";
import { t } from "@/i18n/i18n";
import { toastDone, toastWrong } from "@/ui/toast";
import { changeCustomer, claimCustomer, loadCustomer, releaseCustomer } from "./queries";
import type { Customer } from "./spec";

export function useClaim(again: () => Promise<unknown>) {
	/** Does what can be done and says what stopped the rest. */
	async function tried(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (problem) {
			if (!(problem instanceof Problem)) throw problem;
			toastWrong(problem.message);
		}
		await again();
	}

	const back = (customers: readonly Customer[]) => () =>
		tried(async () => {
			for (const c of customers) await releaseCustomer(await loadCustomer(c.id));
		});

	async function claim(customers: readonly Customer[]): Promise<void> {
		const got: Customer[] = [];
		await tried(async () => {
			for (const c of customers) got.push(await claimCustomer(c.id));
		});
		const [first] = got;
		if (first) toastDone(got.length === 1 ? t("customers.claimed_one", { name: first.name }) : t("customers.claimed", { n: got.length }), back(got));
	}

	async function release(customer: Customer): Promise<void> {
		await tried(async () => {
			const now = await releaseCustomer(customer);
			const owner_id = customer.owner_id;
			// What lies in the pool is no longer one's own to change: one claims it back.
			const undo = (): Promise<unknown> => (owner_id === user.value?.id ? claimCustomer(now.id) : changeCustomer(now.id, now.version, { owner_id }));
			toastDone(t("customers.released", { name: customer.name }), () => tried(async () => void (await undo())));
		});
	}
	return { claim, release };
}
