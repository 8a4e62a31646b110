// What a screen shows instead of data: it is coming, there is none, it failed,
// it may not be seen.
import { CircleAlert, CloudOff, Inbox, Lock } from "lucide";
import type { ComponentChildren } from "preact";
import type { Problem } from "../lib/api.ts";
import { number } from "../lib/format.ts";
import { has, t } from "../lib/i18n.ts";
import type { Resource } from "../lib/resource.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

/** Grey lines where text will be. */
export function Skeleton({ lines = 3, tall }: { lines?: number; tall?: boolean }) {
  return (
    <div class={`skeleton${tall ? " skeleton-tall" : ""}`} role="status">
      <span class="hidden-text">{t("common.loading")}</span>
      {Array.from({ length: lines }, (_, i) => <span key={i} class="skeleton-line" />)}
    </div>
  );
}

interface EmptyProps {
  title: string;
  /** Why, in words: what is missing, and how to get it. */
  children?: ComponentChildren;
  /** The figures behind it: what came, what of it qualifies. */
  figures?: { label: string; value: number }[];
  /** What to do now. */
  actions?: ComponentChildren;
}

/** Nothing to show: it says why in figures, and how to fix it (ui.md §8). */
export function Empty({ title, children, figures, actions }: EmptyProps) {
  return (
    <div class="state">
      <Icon of={Inbox} size={28} />
      <h2>{title}</h2>
      {children && <div class="state-text">{children}</div>}
      {figures && (
        <dl class="state-figures">
          {figures.map((figure) => (
            <div key={figure.label}>
              <dt>{figure.label}</dt>
              <dd class="figures">{number(figure.value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {actions && <div class="state-actions">{actions}</div>}
    </div>
  );
}

/** It failed: what the server said, and another try. */
export function Failure({ problem, retry }: { problem: Problem; retry?: () => void }) {
  if (problem.status === 403) return <Forbidden problem={problem} />;
  const key = "common.problem_" + problem.code;
  const said = problem.status === 0 && problem.code === "offline" ? t("common.offline_text") : has(key) ? t(key) : problem.message;
  return (
    <div class="state state-bad" role="alert">
      <Icon of={problem.status === 0 ? CloudOff : CircleAlert} size={28} />
      <h2>{problem.code === "offline" ? t("common.offline") : t("common.failed")}</h2>
      <p class="state-text">{said}</p>
      {problem.document.errors?.map((error, i) => (
        <p key={i} class="small"><code>{error.pointer ?? error.parameter}</code> {error.detail ?? error.message}</p>
      ))}
      {retry && <div class="state-actions"><Button onClick={retry}>{t("common.retry")}</Button></div>}
    </div>
  );
}

/** It may not be seen by this role. */
export function Forbidden({ problem }: { problem?: Problem }) {
  return (
    <div class="state" role="note">
      <Icon of={Lock} size={28} />
      <h2>{t("common.forbidden")}</h2>
      <p class="state-text">{t("common.forbidden_text")}</p>
      {problem && <p class="small soft">{problem.message}</p>}
    </div>
  );
}

/** What a resource is, or what to show instead of it. Data that is there stays while it is asked for again. */
export function Loaded<T>({ of, lines, children }: { of: Resource<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure problem={of.error} retry={of.reload} />;
  return <Skeleton lines={lines ?? 4} />;
}
