declare module "virtual:regions" {
	/** Made by ui/regions.ts. */
	const data: {
		/** "110000北京市,110100北京市,…", by code. */
		rows: string;
		hant: Record<string, string>;
		hantNames: Record<string, string>;
		latin: Record<string, string>;
		latinNames: Record<string, string>;
		english: Record<string, string>;
	};
	export default data;
}
