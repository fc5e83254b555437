#!/bin/sh
# A private PostgreSQL cluster for tests: pg.sh start [DIR] | stop DIR-or-URL
# start prints the URL to put into GENJIN_TEST_PG; without DIR it makes one in /tmp.  Unix socket only; nothing of the machine's
# own clusters is touched.  FSYNC=on makes commits survive a power cut (off: faster tests).
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)

as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

start() {
	dir=${1:-$(mktemp -d /tmp/genjin-pg.XXXXXX)}
	mkdir -p "$dir"
	[ "$(id -u)" != 0 ] || chown postgres "$dir"
	chmod 711 "$dir" # others must reach the socket
	as_postgres test -x "$dir/." || {
		echo "pg.sh: user postgres cannot reach $dir; choose a directory that all may enter" >&2
		exit 1
	}
	if [ ! -e "$dir/data/PG_VERSION" ]; then
		as_postgres "$bin/initdb" -D "$dir/data" -U genjin -A trust --encoding=UTF8 \
			--locale=C.UTF-8 --no-sync >"$dir/../initdb.$$.log" 2>&1 ||
			{ cat "$dir/../initdb.$$.log" >&2; exit 1; }
		rm -f "$dir/../initdb.$$.log"
	fi
	as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 30 \
		-o "-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=${FSYNC:-off} \
-c shared_buffers=${SHARED_BUFFERS:-128MB} -c max_connections=100 -c deadlock_timeout=50ms" start >/dev/null ||
		{ cat "$dir/log" >&2; exit 1; }
	echo "postgresql:///postgres?host=$dir&user=genjin"
}

stop() {
	case "$1" in
	*host=*)
		dir=${1#*host=}
		set -- "${dir%%&*}"
		;;
	esac
	[ -d "$1" ] || return 0
	[ ! -e "$1/data/postmaster.pid" ] ||
		as_postgres "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null
	rm -rf "$1"
}

case "${1:-}" in
start) start "${2:-}" ;;
stop) stop "$2" ;;
*)
	echo "usage: pg.sh start [DIR] | stop DIR-or-URL" >&2
	exit 2
	;;
esac
