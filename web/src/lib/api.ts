// The one way to the server: /api/v1, with types made from its OpenAPI document.
import type { paths } from "../api/schema";
import { apiBase } from "./base.ts";
import { t } from "./i18n.ts";
import { readyToSay, saidOr } from "./said.ts";
import { pause, turn } from "./turns.ts";

/** What an API error document says (RFC 9457). */
export interface ProblemDocument {
  type?: string;
  title?: string;
  status: number;
  code?: string;
  detail?: string;
  errors?: { pointer?: string; parameter?: string; detail?: string; message?: string }[];
  [more: string]: unknown;
}

/** A request that was refused, or that did not arrive: status 0. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly document: ProblemDocument;
  /** Seconds after which to try again, if the server said. */
  readonly retryAfter?: number;

  constructor(document: ProblemDocument, retryAfter?: number) {
    super(document.detail ?? document.title ?? `HTTP ${document.status}`);
    this.name = "Problem";
    this.status = document.status;
    this.code = document.code ?? (document.status === 0 ? "offline" : "unknown");
    this.document = document;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/** The problem of a server that did not answer. */
export function unreachable(): Problem {
  return new Problem({ status: 0, title: t("common.offline") });
}

/** What a response says went wrong, in the language of the app. */
export async function problemOf(response: Response): Promise<Problem> {
  const after = Number(response.headers.get("Retry-After"));
  let document: ProblemDocument = { status: response.status };
  try {
    document = { ...((await response.json()) as ProblemDocument), status: response.status };
  } catch {
    // a proxy's own page
  }
  await readyToSay();
  if (document.detail) document.detail = saidOr(document.detail);
  for (const error of document.errors ?? []) {
    if (error.message) error.message = saidOr(error.message);
    if (error.detail) error.detail = saidOr(error.detail);
  }
  return new Problem(document, after > 0 ? after : undefined);
}

type Method = "get" | "post" | "put" | "delete";
type Has<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? (O extends undefined ? never : O) : never;
type PathsOf<M extends Method> = { [P in keyof paths]: [Has<P, M>] extends [never] ? never : P }[keyof paths];
type Get<O, K extends string> = O extends { [k in K]: infer V } ? V : O extends { [k in K]?: infer V } ? V : never;
type BodyOf<O> = Get<NonNullable<Get<O, "requestBody">>, "content"> extends infer C ? (C extends { "application/json": infer B } ? B : unknown) : unknown;
type Content<R> = R extends { content: { "application/json": infer T } } ? T : never;
type Success<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 202 ? Content<R[S]> : never }[keyof R] extends infer T
    ? [T] extends [never] ? void : T
    : never
  : never;

/** What a GET, POST … of a path answers. */
export type AnswerOf<P extends keyof paths, M extends Method> = Success<Has<P, M>>;

interface Options<B> {
  /** What stands for the names in {braces} of the path. */
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: B;
  signal?: AbortSignal | undefined;
}

/** A request as it goes out. */
export interface Request {
  method: Method;
  /** With {braces}: which route it is. */
  path: string;
  address: string;
  body?: string;
}

/** Keeps answers on this device and finds them while the network is away (offline.ts). */
export interface Keeper {
  keep(request: Request, text: string): void;
  recall(request: Request): Promise<{ text: string; at: number } | undefined>;
  /** The server answered, whatever it said. */
  reached(): void;
  /** The server could not be reached. */
  away(): void;
}

let keeper: Keeper | undefined;
const kept = new WeakMap<object, number>();

/** Says who keeps answers. */
export function setKeeper(next: Keeper): void {
  keeper = next;
}

/** When an answer that this device had kept was given, in milliseconds since 1970; undefined for what the server just said. */
export function keptAt(answer: unknown): number | undefined {
  return typeof answer === "object" && answer !== null ? kept.get(answer) : undefined;
}

let storeName = "";
let signedOut: () => void = () => undefined;

/** Says which store requests are about from now on. */
export function setStore(name: string): void {
  storeName = name;
}

/** Says what to do when the server does not know the session any more. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** The address of an API path, for links, EventSource and downloads. */
export function apiURL(path: string, query: Record<string, string | number | boolean | undefined> = {}): string {
  const parameters = new URLSearchParams();
  // Who is signed in is asked of no store.
  if (storeName !== "" && !/^\/sessions?\b/.test(path)) parameters.set("store", storeName);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return apiBase + path + (text === "" ? "" : "?" + text);
}

/** What the server counts among the queries that one person may have run at once. */
const counted = /^\/(query|statements\b|(names|schema)$)/;

/** Queries take turns, and one that came while too many ran is asked again. */
async function send(method: Method, path: string, options: Options<unknown> = {}): Promise<unknown> {
  if (!counted.test(path)) return sendOnce(method, path, options);
  const leave = await turn(options.signal);
  try {
    for (let tries = 0; ; tries++) {
      try {
        return await sendOnce(method, path, options);
      } catch (cause) {
        if (!(cause instanceof Problem) || cause.code !== "too-many-queries" || tries >= 5 || options.signal?.aborted) throw cause;
        await pause(100 * 2 ** tries, options.signal);
      }
    }
  } finally {
    leave();
  }
}

async function sendOnce(method: Method, path: string, options: Options<unknown>): Promise<unknown> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(options.path?.[name] ?? "")));
  const init: RequestInit = { method: method.toUpperCase(), credentials: "same-origin", headers: { Accept: "application/json" } };
  if (options.signal) init.signal = options.signal;
  if (options.body instanceof Blob) {
    init.body = options.body;
  } else if (options.body !== undefined) {
    init.body = JSON.stringify(options.body);
    init.headers = { ...init.headers, "Content-Type": "application/json" };
  }
  const request: Request = { method, path, address: apiURL(filled, options.query), ...(typeof init.body === "string" ? { body: init.body } : {}) };
  let response: Response;
  let text = "";
  try {
    response = await fetch(request.address, init);
    if (response.ok) text = await response.text();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    keeper?.away();
    const found = await keeper?.recall(request);
    if (!found) throw unreachable();
    const answer = JSON.parse(found.text) as object;
    kept.set(answer, found.at);
    return answer;
  }
  keeper?.reached();
  if (response.ok) {
    if (text === "") return undefined;
    const answer = JSON.parse(text) as unknown;
    keeper?.keep(request, text);
    return answer;
  }
  const problem = await problemOf(response);
  if (problem.status === 401 && (problem.code === "session-over" || !/^\/(session(\/|$)|embed)/.test(path))) signedOut();
  throw problem;
}

/** GET of a path of the API; names in {braces} are taken from `path`. Throws Problem. */
export function get<P extends PathsOf<"get">>(path: P, options?: Options<BodyOf<Has<P, "get">>>): Promise<AnswerOf<P, "get">> {
  return send("get", path, options) as Promise<AnswerOf<P, "get">>;
}

/** POST to a path of the API. Throws Problem. */
export function post<P extends PathsOf<"post">>(path: P, options?: Options<BodyOf<Has<P, "post">>>): Promise<AnswerOf<P, "post">> {
  return send("post", path, options) as Promise<AnswerOf<P, "post">>;
}

/** PUT to a path of the API. Throws Problem. */
export function put<P extends PathsOf<"put">>(path: P, options?: Options<BodyOf<Has<P, "put">>>): Promise<AnswerOf<P, "put">> {
  return send("put", path, options) as Promise<AnswerOf<P, "put">>;
}

/** DELETE of a path of the API. Throws Problem. */
export function del<P extends PathsOf<"delete">>(path: P, options?: Options<BodyOf<Has<P, "delete">>>): Promise<AnswerOf<P, "delete">> {
  return send("delete", path, options) as Promise<AnswerOf<P, "delete">>;
}
