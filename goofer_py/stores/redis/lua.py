"""What runs on the server: goofer's own steps, each of which has to be one."""

from __future__ import annotations

# A lease is a text of four lines: token, holder, session, and since when it is held.
TAKE = """
local now = redis.call('TIME')
local since = tostring(now[1]) .. string.format('%03d', math.floor(now[2] / 1000))
local cell = ARGV[1] .. '\\n' .. ARGV[2] .. '\\n' .. ARGV[3] .. '\\n' .. since
return redis.call('SET', KEYS[1], cell, 'NX', 'PX', ARGV[4]) and 1 or 0
"""
RENEW = """
local cell = redis.call('GET', KEYS[1])
if not cell or string.sub(cell, 1, #ARGV[1] + 1) ~= ARGV[1] .. '\\n' then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
REWRITE = """
local cell = redis.call('GET', KEYS[1])
if not cell or string.sub(cell, 1, #ARGV[1] + 1) ~= ARGV[1] .. '\\n' then return 0 end
if ARGV[5] == '1' then return redis.call('DEL', KEYS[1]) end
local since = string.match(cell, '([^\\n]*)$')
local written = ARGV[2] .. '\\n' .. ARGV[3] .. '\\n' .. ARGV[4] .. '\\n' .. since
redis.call('SET', KEYS[1], written, 'KEEPTTL')
return 1
"""

LOST = "GOOFERLOST"
TAKEN = "GOOFERTAKEN"

# Arguments: the token that has to hold the lease, or nothing; how many entries, and each one's
# number and text; then the commands, each as the number of its arguments and these. Nothing of it
# is undone: so all that goofer can refuse is looked at first, and the entries are written last,
# when every command has succeeded.
_APPLY = f"""
local token = ARGV[1]
if token ~= '' then
  local cell = redis.call('GET', KEYS[1])
  if not cell or string.sub(cell, 1, #token + 1) ~= token .. '\\n' then
    return {{0, '{LOST} the lease is not held any more'}}
  end
end
local entries = tonumber(ARGV[2])
local at = 3
for _ = 1, entries do
  if redis.call('HEXISTS', KEYS[2], ARGV[at]) == 1 then
    return {{0, '{TAKEN} another run has recorded entry ' .. ARGV[at]}}
  end
  at = at + 2
end
local number = 0
while at <= #ARGV do
  local count = tonumber(ARGV[at])
  number = number + 1
  local ok, got
  if count == 0 then
    local keys, rest = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    at = at + 3
    local keys_, rest_ = {{}}, {{}}
    for i = 1, keys do keys_[i] = ARGV[at + i - 1] end
    for i = 1, rest do rest_[i] = ARGV[at + keys + i - 1] end
    at = at + keys + rest
    ok, got = pcall(goofer_run, keys_, rest_)
  else
    ok, got = true, redis.pcall(unpack(ARGV, at + 1, at + count))
    at = at + count + 1
  end
  if not ok then
    return {{number, type(got) == 'table' and got.err or tostring(got)}}
  end
  if type(got) == 'table' and got.err then return {{number, got.err}} end
end
at = 3
for _ = 1, entries do
  redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  at = at + 2
end
return {{-1, ''}}
"""
APPLY = "local goofer_run\n" + _APPLY


def apply_with(script: str) -> str:
    """Return what does the same and runs `script`, whose lines keep their numbers."""
    return f"local goofer_run = function(KEYS, ARGV) {script}\nend\n{_APPLY}"
