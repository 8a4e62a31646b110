// Every message that the code can ask for is there, also where the key is put
// together: the types and constants of the code say what it is put together of.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import type * as TypeScript from "typescript";
import { templates } from "../screens/dashboards/templates.ts";
import { guides } from "../screens/data/connect/guides.ts";
import { offers } from "../screens/home/defaults.ts";

// The tests run in the module's root. The compiler is too large to be bundled.
const ts = createRequire(resolve("web/package.json"))("typescript") as typeof TypeScript;

const rooms = readdirSync("web/src/messages/en").map((name) => name.replace(".json", ""));
const english = new Set(rooms.flatMap((room) => Object.keys(JSON.parse(readFileSync(join("web/src/messages/en", room + ".json"), "utf8")) as object)));
const begins = new RegExp(`^(${rooms.join("|")})\\.`);

/** What looks like a key and is none: a field of queries, names of files, a range that is told apart before. */
const noKeys = new Set(["activity.type", "answer.csv", "answer.json", "common.range_last_week"]);

/** Keys whose ends only the running app knows: what the server sends, or what goes through functions. */
const families: Record<string, readonly string[]> = {
  "activity.*": ["people", "started", "completed", "completion", "passed", "pass_rate", "score", "time"],
  "activity.class_*": ["enrol", "start", "progress", "answer", "complete", "pass", "fail", "score", "exit", "view", "social", "credential"],
  "activity.needs_*": ["course_views", "scores", "funnels", "paths", "retention", "item_analysis", "video_time"],
  "activity.order_text_*": ["any", "ordered", "strict"],
  "activity.step_*": ["enrolled", "started", "progress", "completed", "passed"],
  "admin.scope_*": ["all", "all_read", "statements_write", "statements_read", "statements_read_mine", "state", "profile", "define"],
  "answer.periods_after_*": ["day", "week", "month"],
  "answer.warning_*": ["simpson", "range"],
  "common.range_*": ["today", "7d", "28d", "90d", "365d", "mtd", "qtd", "ytd", "last_month", "last_quarter", "last_year", "all"],
  "connect.*_*": guides.flatMap((guide) => Array.from({ length: guide.steps }, (_, i) => `${guide.id}_${i + 1}`)),
  "connect.*_why": guides.filter((guide) => guide.needsMore).map((guide) => guide.id),
  "connect.mistake_*": guides.flatMap((guide) => guide.mistakes),
  "dashboards.template_*": templates.map((template) => template.id),
  "dashboards.template_*_text": templates.map((template) => template.id),
  "dashboards.view_*": templates.flatMap((template) => template.views.map((view) => view.id)),
  "data.field_*": ["person", "own_result", "activity", "timestamp", "course", "score", "known_verb", "result", "interaction_type", "assessment", "played_segments", "length", "duration", "activity_type", "formal", "authority"],
  "data.ingredient_*": ["events", "completions", "decisions", "starts", "scores", "answers", "played", "durations", "formal", "outcomes", "evidence"],
  "data.needs_*": ["active_learners", "completion_and_pass", "cohort_rates", "scores", "item_analysis", "video_time", "reported_time", "estimated_time", "funnels", "paths", "retention", "course_views", "episodes", "at_risk", "recommendations", "correlation", "compliance"],
  "data.part_*": ["score", "success", "completion", "duration", "registration", "parent", "grouping"],
  "data.rule_*": ["1", "2", "3", "4", "5"],
  "data.suggest_*": ["grouping", "parent", "course", "found"],
  "explore.tab_*": ["statements", "missing", "query", "saved"],
  "home.offer_*": offers.map((offer) => offer.id),
  "home.offer_*_action": offers.map((offer) => offer.id),
  "learners.lane_*": ["formal", "informal", "assessment", "credential"],
  "learners.tab_*": ["journey", "progress"],
  "live.class_*": ["enrol", "start", "progress", "complete", "pass", "fail", "score", "answer", "exit", "abandon", "waive", "social", "view", "credential", "other"],
  "query.*_*": ["unit_person", "unit_registration", "match_ordered", "match_strict", "match_any", "in_session", "in_registration", "period_day", "period_week", "period_month"],
  "query.metrics_*": ["people", "activity", "scores", "times", "arrival", "made"],
  "query.op_*": ["is", "is_not", "contains", "starts", "exists", "missing", "gt", "gte", "lt", "lte", "between"],
  "query.ready_*": ["intro", "completed", "active", "used", "passed", "scores", "drop", "return", "fair", "did", "together"],
  "query.time_*": ["gte", "lt", "between"],
  "question.do_*": ["check_key", "weak", "too_easy", "too_hard", "fine", "provisional", "few", "hidden"],
  "question.means_*": ["check_key", "weak", "too_easy", "too_hard", "fine", "provisional", "few", "hidden"],
};

const config = ts.parseJsonConfigFileContent(ts.readConfigFile("web/tsconfig.json", ts.sys.readFile).config, ts.sys, "web");
const program = ts.createProgram(config.fileNames, config.options);
const checker = program.getTypeChecker();
type Node = TypeScript.Node;
type Expression = TypeScript.Expression;

/** A text whose unknown parts are «*». */
const unknown = ["*"];

/** The texts that an expression can be. */
function texts(of: Expression): string[] {
  const node = bare(of);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    if (node.operatorToken.kind === ts.SyntaxKind.PlusToken && checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) return product(texts(node.left), texts(node.right));
    if (node.operatorToken.kind === ts.SyntaxKind.BarBarToken) return [...texts(node.left).filter(Boolean), ...texts(node.right)];
  }
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce((before, span) => product(product(before, texts(span.expression)), [span.literal.text]), [node.head.text]);
  }
  const typed = byType(of) ?? byType(node);
  if (typed) return typed;
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) return each(node.expression, (one) => property(one, node.name.text)) ?? unknown;
  if (ts.isIdentifier(node)) {
    const value = initializer(node);
    return each(node, texts) ?? (value ? texts(value) : unknown);
  }
  return unknown;
}

function product(a: string[], b: string[]): string[] {
  return a.flatMap((x) => b.map((y) => x + y));
}

/** What a type says: its literals; undefined where it may be anything. */
function byType(node: Expression): string[] | undefined {
  const type = checker.getTypeAtLocation(node);
  const said: string[] = [];
  for (const one of type.isUnion() ? type.types : [type]) {
    if (one.isStringLiteral() || one.isNumberLiteral()) said.push(String(one.value));
    else if (!(one.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null))) return undefined;
  }
  return said;
}

function bare(node: Expression): Expression {
  while (ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) node = node.expression;
  return node;
}

/** Where a name is declared, through imports. */
function declaration(name: Node): TypeScript.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(name);
  return (symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)?.valueDeclaration;
}

/** What a constant is set to. */
function initializer(name: TypeScript.Identifier): Expression | undefined {
  const from = declaration(name);
  return from && ts.isVariableDeclaration(from) && ts.getCombinedNodeFlags(from) & ts.NodeFlags.Const ? from.initializer : undefined;
}

/** The elements of a list that the code writes down. */
function elements(of: Expression): Expression[] | undefined {
  const node = bare(of);
  if (ts.isArrayLiteralExpression(node)) {
    const parts = node.elements.map((one) => (ts.isSpreadElement(one) ? elements(one.expression) : [one]));
    return parts.every((one) => one !== undefined) ? parts.flat() : undefined;
  }
  if (ts.isConditionalExpression(node)) {
    const [a, b] = [elements(node.whenTrue), elements(node.whenFalse)];
    return a && b && [...a, ...b];
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(filter|slice)$/.test(node.expression.name.text)) return elements(node.expression.expression);
  if (ts.isIdentifier(node)) {
    const value = initializer(node);
    return value && elements(value);
  }
  return undefined;
}

/** The texts of each element that a callback's parameter or the name of a loop goes through. */
function each(name: TypeScript.Identifier, work: (one: Expression) => string[] | undefined): string[] | undefined {
  const from = declaration(name);
  let list: Expression[] | undefined;
  if (from && ts.isParameter(from)) {
    const [callback, call] = [from.parent, from.parent.parent];
    if (ts.isCallExpression(call) && call.arguments[0] === callback && callback.parameters[0] === from && ts.isPropertyAccessExpression(call.expression)) list = elements(call.expression.expression);
  } else if (from && ts.isVariableDeclaration(from) && ts.isForOfStatement(from.parent.parent)) {
    list = elements(from.parent.parent.expression);
  }
  const found = list?.map(work);
  return found?.every((one) => one !== undefined) ? found.flat() : undefined;
}

function property(of: Expression, name: string): string[] | undefined {
  const node = bare(of);
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const found = node.properties.find((one) => one.name?.getText() === name);
  return found && ts.isPropertyAssignment(found) ? texts(found.initializer) : undefined;
}

/** Whether has() is asked for a key before it is used. */
function asked(node: Node): boolean {
  const named = ts.isVariableDeclaration(node.parent) && node.parent.name.getText();
  if (named && node.getSourceFile().text.includes(`has(${named})`)) return true;
  // A function that asks before it says: label("data.feature_" + name, otherwise).
  if (ts.isCallExpression(node.parent) && ts.isIdentifier(node.parent.expression) && declaration(node.parent.expression)?.getText().includes("has(")) return true;
  const question = `has(${node.getText()})`;
  for (let up: Node = node; up.parent && !ts.isBlock(up); up = up.parent) {
    const condition = ts.isConditionalExpression(up) ? up.condition : ts.isIfStatement(up) ? up.expression : ts.isBinaryExpression(up) ? up.left : undefined;
    if (condition?.getText().includes(question)) return true;
  }
  return false;
}

/** The keys that the code makes, by where it does. */
function* made(): Generator<{ at: string; keys: string[]; asked: boolean }> {
  for (const file of program.getSourceFiles()) {
    if (!/web\/src\//.test(resolve(file.fileName)) || /\.test\.ts$|\.d\.ts$/.test(file.fileName)) continue;
    const found: { at: string; keys: string[]; asked: boolean }[] = [];
    const visit = (node: Node): void => {
      const adds = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
      if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || adds) {
        const keys = texts(node as Expression).filter((key) => begins.test(key));
        if (keys.length > 0) {
          const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
          found.push({ at: `${file.fileName.replace(/^.*web\/src\//, "")}:${line} ${node.getText()}`, keys, asked: asked(node) });
          return;
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    yield* found;
  }
}

const all = [...made()];

test("every message that the code can ask for is there", () => {
  const wrong: string[] = [];
  for (const { at, keys, asked } of all) {
    for (const key of new Set(keys)) {
      if (noKeys.has(key) || english.has(key)) continue;
      if (!key.includes("*")) wrong.push(`${at}: there is no message ${key}`);
      else if (!asked && !families[key]) wrong.push(`${at}: nobody knows what ${key} may be. Give it a type of literals, or say it in families.`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every message of a family is there, and every family is asked for", () => {
  const missing = Object.entries(families).flatMap(([family, ends]) => ends.map((end) => family.replace(/\*(.*\*)?/, end)).filter((key) => !english.has(key)));
  assert.deepEqual(missing, []);
  const known = new Set(all.flatMap(({ keys }) => keys));
  assert.deepEqual(Object.keys(families).filter((family) => !known.has(family)), [], "nobody asks for");
});

test("no message is there that nobody asks for", () => {
  // The server says which step of the search for a missing statement is told: missing.NAME.yes or .no.
  const known = new Set(all.flatMap(({ keys }) => [...keys, "missing.*.*"]));
  const open = [...known].filter((key) => key.includes("*")).map((key) => new RegExp("^" + key.replaceAll(".", "\\.").replaceAll("*", ".+") + "$"));
  assert.deepEqual([...english].filter((key) => !known.has(key) && !open.some((one) => one.test(key))), []);
});
