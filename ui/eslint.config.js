// What the compiler does not see: floors, cycles, sizes, texts without a key, markup that the
// content security policy forbids.
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import importX, { createNodeResolver } from "eslint-plugin-import-x";
import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";

const src = fileURLToPath(new URL("src", import.meta.url));

// From the ground up; a floor sees those below it.  Rooms of one floor that may see each other
// are named together.
const floors = [["lib", "i18n"], ["ui"], ["api"], ["fields"], ["lists", "parts"], ["features"], ["app"]];
const apart = [["api", "ui"]];

function above(room) {
	const at = floors.findIndex((f) => f.includes(room));
	const beside = apart.filter(([a]) => a === room).map(([, b]) => b);
	return [...floors.slice(at + 1).flat(), ...beside];
}

const zones = floors.flat().flatMap((room) => above(room).map((from) => ({ target: `${src}/${room}`, from: `${src}/${from}`, message: `${room} stands below ${from}` })));
const features = readdirSync(`${src}/features`);
const featureZones = features.map((f) => ({ target: `${src}/features/${f}`, from: `${src}/features`, except: [`./${f}`], message: "no feature knows another" }));

const kebabCase = {
	create: (context) => ({
		Program(node) {
			const name = basename(context.filename);
			if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(config|test|e2e|d))*\.(ts|vue|js)$/.test(name)) context.report({ node, message: `'${name}' is not kebab-case` });
		},
	}),
};

// Marks and the product's own name; everything else that is read has a key.
const signs = ["Genjin", "跟", "×", "·", "…", "—", "–", "-", "/", ":", "：", ",", "，", "、", "(", ")", "（", "）", "+", "%", "#", "→", "↑", "↓", "★", "•", "|", "“", "”", "?", "99+", "*", "‹", "›"];

export default tseslint.config(
	{ ignores: ["dist", "node_modules", "node22", "screens", "src/api/schema.ts"] },
	tseslint.configs.strict,
	vue.configs["flat/recommended"],
	{
		languageOptions: { parserOptions: { parser: tseslint.parser } },
		plugins: { "import-x": importX, local: { rules: { "kebab-case": kebabCase } } },
		settings: {
			"import-x/resolver-next": [createNodeResolver({ alias: { "@": [src] }, extensions: [".ts", ".vue", ".js", ".mjs"] })],
			"import-x/parsers": { "@typescript-eslint/parser": [".ts"], "vue-eslint-parser": [".vue"] },
			"import-x/extensions": [".ts", ".vue"],
		},
		rules: {
			"local/kebab-case": "error",
			"max-lines": ["error", 250],
			// What is loaded lazily may know who loads it.
			"import-x/no-cycle": ["error", { allowUnsafeDynamicCyclicDependency: true }],
			"import-x/no-restricted-paths": ["error", { zones: [...zones, ...featureZones] }],
			"@typescript-eslint/no-explicit-any": "error",
			// "const { left: _left, ...rest }" leaves something out.
			"@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
			"@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
			// "!" says as much as a check would where the compiler cannot follow; tests say the rest.
			"@typescript-eslint/no-non-null-assertion": "off",
			"vue/no-v-html": "error",
			"vue/no-static-inline-styles": "error",
			"vue/no-bare-strings-in-template": ["error", { allowlist: signs }],
			"vue/max-lines-per-block": ["error", { template: 120, script: 120, skipBlankLines: true }],
			"vue/multi-word-component-names": "off",
			"vue/require-default-prop": "off",
			// The look of a template is the writer's; lines are as long as an attribute list needs.
			"vue/html-indent": "off",
			"vue/max-attributes-per-line": "off",
			"vue/singleline-html-element-content-newline": "off",
			"vue/multiline-html-element-content-newline": "off",
			"vue/html-self-closing": "off",
			"vue/html-closing-bracket-newline": "off",
			"vue/attributes-order": "off",
		},
	},
	// What comes from the server is typed by its document, not by the compiler; reactive() loses
	// the type that a form is generic in.
	{ files: ["src/api/**", "src/lists/views.ts", "src/ui/form.ts"], rules: { "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "as" }] } },
);
