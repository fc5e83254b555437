// What api/openapi.json promises of a reply.
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

type Content = Record<string, { schema: object }>;
type Operation = { responses: Record<string, { content?: Content }> };
type Document = { paths: Record<string, Record<string, Operation>> };

const text = readFileSync(new URL("../../api/openapi.json", import.meta.url), "utf8");
const document: Document = JSON.parse(text);
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(JSON.parse(text.replaceAll('"#/', '"openapi#/')), "openapi");
const problem = ajv.compile({ $ref: "openapi#/components/schemas/problem" });
const known = new Map<object, ValidateFunction>();

function validator(schema: object): ValidateFunction {
	const found = known.get(schema) ?? ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')));
	known.set(schema, found);
	return found;
}

function fits(template: string, path: string): boolean {
	return new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
}

/** The operation of a path below /api/v1; literal paths before those with parameters. */
function operation(method: string, path: string): Operation | undefined {
	const templates = Object.keys(document.paths).filter((t) => fits(t, path));
	templates.sort((a, b) => a.split("{").length - b.split("{").length);
	return templates.map((t) => document.paths[t]?.[method.toLowerCase()]).find((o) => o !== undefined);
}

function check(validate: ValidateFunction, body: string): string {
	let value: unknown;
	try {
		value = JSON.parse(body);
	} catch {
		return "not JSON";
	}
	return validate(value) ? "" : ajv.errorsText(validate.errors);
}

/** "" or what is wrong with a reply. */
export function breach(method: string, path: string, status: number, type: string, body: string): string {
	if (status >= 400) return type === "application/problem+json" ? check(problem, body) : `${status} as ${type}`;
	if (status === 304) return "";
	const response = operation(method, path)?.responses[String(status)];
	if (!response) return `${status} is not in the document`;
	if (!response.content) return body === "" ? "" : "a body nobody promised";
	if (response.content["*/*"]) return ""; // a file of anybody's
	const promised = response.content[type];
	if (!promised) return `${type} is not in the document`;
	return type === "application/json" ? check(validator(promised.schema), body) : "";
}
