import { Check, Copy as CopyIcon } from "lucide";
import { useState } from "preact/hooks";
import { t } from "../lib/i18n.ts";
import { announce } from "./announce.tsx";
import { Button } from "./Button.tsx";

/** A button that copies a text; the name says of what, for those who do not see what it stands beside. */
export function CopyButton({ text, label, name }: { text: string; label?: string; name?: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not from an insecure address: the old way.
      const area = document.createElement("textarea");
      area.value = text;
      (document.querySelector("dialog[open]") ?? document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    setDone(true);
    announce(t("common.copied"));
  };
  return <Button small kind="quiet" icon={done ? Check : CopyIcon} onClick={() => void copy()}>{label ?? (done ? t("common.copied") : t("common.copy"))}{name && <span class="hidden-text">: {name}</span>}</Button>;
}

/** Lines to copy: code, a statement, a command. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div class="snippet">
      <div class="snippet-head"><span>{label}</span><CopyButton text={text} name={label} /></div>
      <pre tabIndex={0} role="region" aria-label={label} dir="ltr"><code>{text}</code></pre>
    </div>
  );
}
