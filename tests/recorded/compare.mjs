// Compares what Stepyard yields with what AWS yielded, in the form in which the recordings keep it.
//
// A recording shows names that differ from run to run as placeholders, moments as `date`, and JSON text
// that starts with `{` read one level. So both sides are brought into that form first: ours is read one
// level, its bound values replaced, its moments masked; then the two are walked side by side.

/** Keys whose values say nothing: they are the transport's, or differ from run to run. */
const IGNORED = new Set([
  "SdkHttpMetadata", "SdkResponseMetadata", "ResponseMetadata", "requestId", "stackTrace", "timestamp",
  "redriveCount", "RedriveCount", "redriveStatus", "redriveStatusReason", "redriveDate",
]);

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)/g;
const NUMBERED = String.raw`<[\w\-. ]+:\d+>`;
/** Events that the recording of a Parallel may have lost. */
const LOST = new Set(["ParallelStateSucceeded", "ParallelStateFailed", "ParallelStateAborted"]);

const quoted = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON text of an object becomes the object; what is inside stays text. */
function readOneLevel(value) {
  if (typeof value === "string") return value.startsWith("{") ? (parsed(value) ?? value) : value;
  if (Array.isArray(value)) return value.map(readOneLevel);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const read = typeof member === "string" ? readOneLevel(member) : undefined;
      return [key, read !== undefined && read !== member ? read : typeof member === "string" ? member : readOneLevel(member)];
    }),
  );
}

/** Replaces the values of a case by the placeholders of its recording, the longest first. */
function placeholders(bindings) {
  const names = new Map();
  for (const { value, placeholder } of bindings.toSorted((a, b) => b.value.length - a.value.length)) {
    if (!names.has(value)) names.set(value, placeholder);
  }
  names.set("arn:aws:", "arn:<partition>:").set("us-east-1", "<region>");
  const pattern = new RegExp([...names.keys()].sort((a, b) => b.length - a.length).map(quoted).join("|"), "g");
  const text = (value) => value.replace(pattern, (found) => names.get(found));
  const walk = (value) => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), walk(member)]));
    return value;
  };
  return walk;
}

/** The comparison of one case: returns the differences between ours and the recorded value. */
function comparison({ bindings = [], wildcards = {} }) {
  const masks = Object.keys(wildcards).sort((a, b) => b.length - a.length);
  const isMask = new RegExp(`^(?:${[...masks.map(quoted), NUMBERED].join("|")})$`);
  const splitter = new RegExp(`(${[...masks.map(quoted), NUMBERED].join("|")})`);
  const replace = placeholders(bindings);

  /** Whether a text fits a recorded one, which may hold masks. */
  function fits(ours, recorded) {
    const masked = ours.replace(MOMENT, "date");
    if (ours === recorded || masked === recorded) return true;
    const [a, b] = [parsed(masked), parsed(recorded)];
    if (typeof a === "object" && typeof b === "object" && a && b && differences(a, b).length === 0) return true;
    const parts = recorded.split(splitter);
    if (parts.length === 1) return false;
    const pattern = parts.map((part, i) => (i % 2 ? "[^]*?" : quoted(part))).join("");
    return new RegExp(`^${pattern}$`).test(masked);
  }

  function differences(ours, recorded, path = "") {
    if (typeof recorded === "string") {
      if (isMask.test(recorded)) return [];
      if (typeof ours === "string" && fits(ours, recorded)) return [];
      return [{ path, ours, recorded }];
    }
    // Some recordings were read deeper than one level.
    if (typeof ours === "string") ours = parsed(ours) ?? ours;
    if (typeof recorded === "number" && typeof ours === "number") {
      const near = Math.abs(ours - recorded) <= 1e-9 * Math.max(1, Math.abs(recorded));
      return near ? [] : [{ path, ours, recorded }];
    }
    if (Array.isArray(recorded) && Array.isArray(ours) && ours.length === recorded.length) {
      return recorded.flatMap((item, i) => differences(ours[i], item, `${path}[${i}]`));
    }
    if (isObject(recorded) && isObject(ours)) {
      const keys = new Set([...Object.keys(ours), ...Object.keys(recorded)]);
      return [...keys].filter((key) => !IGNORED.has(key)).flatMap((key) => {
        const at = `${path}.${key}`;
        if (key in ours && key in recorded) return differences(ours[key], recorded[key], at);
        return [{ path: at, ours: ours[key], recorded: recorded[key] }];
      });
    }
    return ours === recorded ? [] : [{ path, ours, recorded }];
  }
  return { differences, prepare: (value) => replace(readOneLevel(value)), replace };
}

/** When AWS began to link what follows a Map Run to its start instead of its end; some day in between. */
const MAP_RUN_LINKED_ANEW = "2024-11-01";

/**
 * The recorded events as AWS would write them today. One thing has changed while the cases were recorded:
 * all until June 2024 show `MapRunStarted 6<-5, MapRunSucceeded 7<-6, MapStateExited 9<-7`, all since November
 * 2024 `MapStateExited 9<-6`.
 */
function upToDate({ expected, upstream }) {
  const { history } = expected;
  if (!upstream?.aws_validated_date || upstream.aws_validated_date >= MAP_RUN_LINKED_ANEW) return history;
  const starts = new Map(
    history.filter(({ type }) => type === "MapRunSucceeded").map(({ id, previousEventId }) => [id, previousEventId]),
  );
  return history.map((event) =>
    event.type === "MapStateExited" && starts.has(event.previousEventId)
      ? { ...event, previousEventId: starts.get(event.previousEventId) }
      : event,
  );
}

const bare = ({ id, previousEventId, timestamp, ...rest }) => rest;

/** Compares events with the recorded history of a case. */
export function compareHistory(recordedCase, events) {
  const { differences, prepare } = comparison(recordedCase);
  const recorded = upToDate(recordedCase);
  const ours = events.map(prepare);
  const length = ours.length === recorded.length ? [] : [{ path: "events.length", ours: ours.length, recorded: recorded.length }];
  const found = recorded.flatMap((event, i) => differences(ours[i], event, `events[${i}]`));
  if (length.length === 0 && found.length === 0) return [];
  if (!recordedCase.unordered) return [...length, ...found];

  // Branches may have taken turns in another order: the same events, whatever their numbers.
  const left_by = new Set(recorded.map((event) => event.stateExitedEventDetails?.name));
  const isLost = (event) =>
    LOST.has(event.type) ||
    // Of a Parallel within another the exit got lost as well.
    (event.type === "ParallelStateExited" && !left_by.has(event.stateExitedEventDetails.name));
  const keep = (event) => !recordedCase.parallel_events_normalised || !isLost(event);
  const left = ours.filter(keep).map(bare);
  const missing = [];
  for (const event of recorded.filter(keep).map(bare)) {
    const at = left.findIndex((candidate) => differences(candidate, event).length === 0);
    if (at < 0) missing.push({ path: "missing event", recorded: event });
    else left.splice(at, 1);
  }
  return [...missing, ...left.map((event) => ({ path: "extra event", ours: event }))];
}

/** Compares how an execution ended. */
export function compareOutcome(recordedCase, { status, output, error, cause }) {
  const { differences, replace } = comparison(recordedCase);
  const recorded = recordedCase.expected.outcome;
  const ours = replace({ status, output, error, cause });
  return ["status", "output", "error", "cause"]
    .filter((key) => key in recorded)
    .flatMap((key) => differences(key === "cause" ? readOneLevel(ours[key]) : ours[key], recorded[key], key));
}

/** Compares any other recorded answer. */
export function compareValue(recordedCase, ours, recorded) {
  const { differences, prepare } = comparison(recordedCase);
  return differences(prepare(ours), recorded);
}
