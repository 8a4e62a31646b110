import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./lib/i18n.ts";
import { go, href, place, screenPath, storeInAddress } from "./lib/router.ts";
import { enterStore, me, may, startPath, store } from "./lib/session.ts";
import { screens } from "./screens.ts";
import { outside } from "./outside.ts";
import { Announcements } from "./parts/announce.tsx";
import { BehindDialog } from "./parts/Behind.tsx";
import { Failure, Forbidden, Skeleton } from "./parts/State.tsx";
import { Problem } from "./lib/api.ts";
import { Page } from "./parts/Page.tsx";
import { Shell } from "./shell/Shell.tsx";

/** The whole app: what the address names, for the one who is signed in. */
export function App() {
  const { path, params } = place.value;
  const who = me.value;
  useEffect(enterStore, [storeInAddress.value, who?.user?.id]);

  const room = outside.find((one) => one.path === path || (one.below && path.startsWith(one.path + "/")));
  if (room && (room.public || who?.signed_in)) {
    const content = <Lazy key={room.path} load={room.load} />;
    return room.bare ? <Bare>{content}</Bare> : <Shell>{content}</Shell>;
  }
  if (!who) return <Bare><main class="lone"><Failure problem={new Problem({ status: 0 })} retry={() => window.location.reload()} /></main></Bare>;
  if (!who.signed_in) return <Leave to={who.needs_setup ? href("/setup") : href("/sign-in", path === "/" ? {} : { next: path + (params.size ? "?" + params.toString() : "") })} />;
  if (path === "/" || path === `/s/${storeInAddress.value}`) return <Leave to={storeInAddress.value && store.value ? href(`/s/${storeInAddress.value}/${store.value.role === "learner" ? "my" : "home"}`) : startPath()} />;
  const found = screens.find((one) => one.path === screenPath.value);
  return <Shell>{!store.value || !found ? <Nowhere /> : may(found.needs) ? <Lazy key={found.path + storeInAddress.value} load={found.load} /> : <NotAllowed />}</Shell>;
}

function Bare({ children }: { children: preact.ComponentChildren }) {
  return (
    <>
      {children}
      <Announcements />
      <BehindDialog />
    </>
  );
}

function Leave({ to }: { to: string }) {
  useEffect(() => go(to, { replace: true }), [to]);
  return null;
}

function Nowhere() {
  return (
    <Page title={t("common.nowhere")} question={t("common.nowhere_text")}>
      <p><a href={startPath()}>{t("common.to_start")}</a></p>
    </Page>
  );
}

function NotAllowed() {
  return (
    <Page title={t("common.forbidden")} question="">
      <Forbidden />
    </Page>
  );
}

/** A screen whose code is loaded when it is gone to. */
function Lazy({ load }: { load: () => Promise<{ default: ComponentType }> }) {
  const [Found, setFound] = useState<ComponentType | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const fetchCode = () => {
    setFailed(false);
    load().then((module) => setFound(() => module.default), () => setFailed(true));
  };
  useEffect(fetchCode, []);
  if (failed) return <Failure problem={new Problem({ status: 0 })} retry={fetchCode} />;
  return Found ? <Found /> : <Skeleton lines={5} />;
}
