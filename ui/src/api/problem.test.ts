import fc from "fast-check";
import { expect, it } from "vitest";
import { Problem, problemOf } from "./problem";

const body = {
	code: "invalid",
	detail: "有 2 处需要修改",
	request_id: "r1",
	errors: [
		{ field: "name", code: "required", params: {}, detail: "请填写名称" },
		{ field: "contacts[0].phone", code: "not_a_phone", params: {}, detail: "不是电话号码" },
	],
};

it("says for each field what is wrong with it", () => {
	const problem = problemOf(422, body);
	expect(problem).toMatchObject({ status: 422, code: "invalid", message: "有 2 处需要修改", requestId: "r1" });
	expect([problem.of("name"), problem.of("industry")]).toEqual(["请填写名称", ""]);
});

it("keeps what belongs to no field shown", () => {
	const problem = problemOf(422, body);
	expect(problem.rest(["name"])).toEqual(["不是电话号码"]);
	expect(problem.rest(["name", "contacts[0].phone"])).toEqual([]);
	expect(problemOf(409, { code: "taken", detail: "已被占用" }).rest(["name"])).toEqual(["已被占用"]);
});

it("makes a Problem of whatever came", () => {
	fc.assert(
		fc.property(fc.integer({ min: 400, max: 599 }), fc.anything(), (status, what) => {
			const problem = problemOf(status, what);
			expect(problem).toBeInstanceOf(Problem);
			expect(problem.status).toBe(status);
			expect(typeof problem.code).toBe("string");
			expect(Array.isArray(problem.items)).toBe(true);
		}),
	);
});
