# Sourced: sets PYTHON to the first Python of the system that is new enough.
PYTHON=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    # The real path: a shim decides by folder and would not work elsewhere.
    PYTHON="$("$candidate" -c 'import sys; print(sys.executable)')"
    break
  fi
done
if [ -z "$PYTHON" ]; then
  echo "Python 3.11 or newer is needed (Debian, Ubuntu: apt-get install -y python3 python3-venv python3-pip)." >&2
  exit 1
fi
# Containers often forbid byte code; without it every process compiles some three thousand modules at its start.
unset PYTHONDONTWRITEBYTECODE
