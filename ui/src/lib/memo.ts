/** A function that remembers its results by the values of its arguments, which must go into JSON.
 * For pure functions with few different arguments: nothing is ever forgotten. */
export function memo<A extends unknown[], R>(make: (...args: A) => R): (...args: A) => R {
	const known = new Map<string, R>();
	return (...args) => {
		const key = JSON.stringify(args);
		const before = known.get(key);
		if (before !== undefined) return before;
		const made = make(...args);
		known.set(key, made);
		return made;
	};
}
