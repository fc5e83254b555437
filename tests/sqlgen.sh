#!/bin/sh
# tools/sqlgen refuses what is wrong, with file and line: sqlgen.sh SQLGEN
set -eu
gen=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
passed=0
table='create table t (id {id});\n'

run() {
	"$gen" "$dir/q" "$dir/m" "$dir/query.h" "$dir/query.c" "$dir/m.c" "$dir/d" 2>"$dir/err"
}

# refuse WANTED QUERIES [MIGRATION]: the first line of stderr begins with WANTED.
refuse() {
	rm -rf "$dir/q" "$dir/m"
	mkdir "$dir/q" "$dir/m"
	printf '%b' "$2" >"$dir/q/a.sql"
	printf '%b' "${3:-$table}" >"$dir/m/0000_base.sql"
	if run; then
		echo "accepted: $2"
		failed=$((failed + 1))
	elif ! grep -qF "$1" "$dir/err"; then
		echo "wanted $1, got $(cat "$dir/err")"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

refuse 'a.sql:1: a statement without' 'select 1\n'
refuse 'a.sql:4: a statement without' '-- name: x\nselect 1\n\nselect 2\n'
refuse 'a.sql:4: x is already at' '-- name: x\nselect 1\n\n-- name: x\nselect 2\n'
refuse 'a.sql:3: unknown token {oops}' '-- name: x\nselect\n{oops}\n'
refuse 'a.sql:2: a parameter needs its number' '-- name: x\nselect ?\n'
refuse 'x has no text' '-- name: x\n'
refuse 'a.sql:1: x: @pg has' '-- name: x @pg\nselect 1\n'
refuse 'a.sql:1: a name is' '-- name: X\nselect 1\n'
refuse 'a statement ends without ;' '-- name: x\nselect 1;\n'
refuse "a.sql:2: a ' without its end" "-- name: x\nselect 'a\n"
refuse '0000_base.sql:2: unknown token {x}' '-- name: x\nselect 1\n' 'create table t\n(id {x});\n'
refuse '0000_base.sql:1: only -- @sqlite' '-- name: x\nselect 1\n' '-- @mysql\n'

# A good one: tokens, parameters, twins and quoted question marks in both dialects.
rm -rf "$dir/q" "$dir/m"
mkdir "$dir/q" "$dir/m"
printf '%b' "-- Why.\n-- name: x\nselect '?1 {id}', ?1 {skip_locked}\n\n-- name: x @pg\nselect ?2\n" >"$dir/q/a.sql"
printf '%b' 'create table t (id {id}, a {text});\n-- @pg\ncreate table p (b {blob});\n' >"$dir/m/0000_base.sql"
run
for want in '/* Why. */' 'Q_X,'; do
	grep -qF -- "$want" "$dir/query.h" || { echo "missing in query.h: $want"; failed=$((failed + 1)); }
done
for want in "select '?1 {id}', ?1" 'select $2'; do
	grep -qF -- "$want" "$dir/query.c" || { echo "missing in query.c: $want"; failed=$((failed + 1)); }
done
[ "$(grep -c 'create table p (b bytea)' "$dir/m.c")" = 1 ] || { echo 'wrong @pg part'; failed=$((failed + 1)); }

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
