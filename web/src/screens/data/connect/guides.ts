// How each tool is connected: what it calls the fields, what it needs, what to
// copy. The words are messages: connect.TOOL_why, connect.TOOL_1 …, and mistakes.
import { basic, type Connection } from "./connection.ts";
import { curl, fetchInPage, launchLink, python, statementJSON, tincan, xapi } from "./snippets.ts";

/** Lines to copy. Where the label is no name, it is a message. */
export interface Lines {
  label: string;
  text: string;
}

/** How one tool is connected. */
export interface Guide {
  id: string;
  /** Its own name; "" for whatever else there is. */
  name: string;
  /** So many numbered steps. */
  steps: number;
  /** It does not speak xAPI by itself, or needs a plug-in: connect.TOOL_why says so. */
  needsMore?: boolean;
  /** What the tool calls the fields, in its own words, and what belongs there. */
  fields: (of: Connection) => readonly (readonly [string, string])[];
  scopes: readonly string[];
  lines: (of: Connection) => readonly Lines[];
  /** Messages connect.mistake_… */
  mistakes: readonly string[];
}

const sender = ["statements/write", "define"];
/** Courses that are launched read and keep where a learner stopped. */
const content = ["statements/write", "statements/read/mine", "state", "define"];

export const guides: readonly Guide[] = [
  {
    id: "moodle", name: "Moodle", steps: 5, needsMore: true, scopes: sender,
    fields: (of) => [["Your LRS endpoint for the xAPI", of.endpoint], ["Your LRS basic auth key/username for the xAPI", of.key], ["Your LRS basic auth secret/password for the xAPI", of.secret]],
    lines: () => [], mistakes: ["cron", "blocked_host", "local", "identity"],
  },
  {
    id: "canvas", name: "Canvas", steps: 4, needsMore: true, scopes: sender,
    fields: () => [["Delivery Method", "HTTPS"], ["Message Type", "Canvas / Caliper 1.1"]],
    lines: (of) => [{ label: "connect.lines_bridge", text: curl(of, "completed") }], mistakes: ["caliper", "identity", "local"],
  },
  {
    id: "h5p", name: "H5P", steps: 4, needsMore: true, scopes: sender,
    fields: (of) => [["Endpoint URL", of.endpoint], ["Username", of.key], ["Password", of.secret]],
    lines: (of) => [{ label: "connect.lines_page", text: fetchInPage(of) }], mistakes: ["public", "anonymous", "mixed"],
  },
  {
    id: "articulate", name: "Articulate", steps: 5, scopes: content,
    fields: (of) => [["Endpoint", of.endpoint], ["Key", of.key], ["Secret", of.secret]],
    lines: (of) => [{ label: "connect.lines_launch", text: launchLink(of, "story.html") }], mistakes: ["public", "mixed", "slash", "actor"],
  },
  {
    id: "captivate", name: "Captivate", steps: 4, scopes: content,
    fields: (of) => [["endpoint", of.endpoint], ["auth", basic(of)]],
    lines: (of) => [{ label: "connect.lines_launch", text: launchLink(of, "index.html") }], mistakes: ["public", "mixed", "actor"],
  },
  {
    id: "xapijs", name: "xAPI.js", steps: 3, scopes: sender,
    fields: (of) => [["endpoint", of.endpoint], ["auth", basic(of)], ["version", "2.0.0"]],
    lines: (of) => [{ label: "Shell", text: "npm install @xapi/xapi" }, { label: "JavaScript", text: xapi(of) }], mistakes: ["version", "public", "mixed"],
  },
  {
    id: "tincanjs", name: "TinCanJS", steps: 3, scopes: sender,
    fields: (of) => [["endpoint", of.endpoint], ["username", of.key], ["password", of.secret]],
    lines: (of) => [{ label: "Shell", text: "npm install tincanjs" }, { label: "JavaScript", text: tincan(of) }], mistakes: ["silent", "public", "slash"],
  },
  {
    id: "python", name: "Python", steps: 2, scopes: sender,
    fields: (of) => [["endpoint", of.endpoint], ["key", of.key], ["secret", of.secret]],
    lines: (of) => [{ label: "Python", text: python(of) }], mistakes: ["version", "retry", "slash"],
  },
  {
    id: "curl", name: "curl", steps: 2, scopes: sender,
    fields: (of) => [["-u", `${of.key}:${of.secret}`]],
    lines: (of) => [{ label: "Shell", text: curl(of) }], mistakes: ["version", "type", "slash"],
  },
  {
    id: "other", name: "", steps: 4, scopes: content,
    fields: (of) => [["Endpoint, LRS URL", of.endpoint], ["Key, User name, Login", of.key], ["Secret, Password", of.secret], ["Version", "1.0.3 / 2.0.0"], ["Authorization", basic(of)]],
    lines: (of) => [{ label: "connect.lines_statement", text: statementJSON(of) }], mistakes: ["slash", "version", "mixed", "local", "public"],
  },
];
