import { visible } from "../../lib/names.ts";
import { Download, ExternalLink } from "lucide";
import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { apiURL } from "../../lib/api.ts";
import { bytes } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { may } from "../../lib/session.ts";
import { ButtonLink } from "../../parts/Button.tsx";
import { Name } from "../../parts/Name.tsx";

type Attachment = components["schemas"]["StatementCard"]["attachments"][number];

/** What belongs to a statement: pictures, sound and films are shown, PDF opens, the rest is saved. */
export function Attachments({ list }: { list: readonly Attachment[] }) {
  return (
    <section class="card-part">
      <h3>{t("explore.attachments")}</h3>
      <ul class="attachments">{list.map((one) => <li key={one.sha2 + one.usageType}><One of={one} /></li>)}</ul>
    </section>
  );
}

/** How it is shown, by what the statement says it is. */
function kindOf(contentType: string): "image" | "audio" | "video" | "pdf" | "file" {
  const media = contentType.split(";")[0]!.trim().toLowerCase();
  if (media === "application/pdf") return "pdf";
  if (/xml|svg/.test(media)) return "file";
  const kind = media.split("/")[0];
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "file";
}

function One({ of }: { of: Attachment }) {
  const [failed, setFailed] = useState(false);
  const name = of.display || of.description || of.sha2.slice(0, 12);
  const kind = kindOf(of.contentType);
  const readable = of.here && may("read_statements");
  const address = apiURL("/attachments/" + of.sha2, { type: of.contentType, name: fileName(name, of.contentType) });
  const elsewhere = !of.here && of.fileUrl && /^https?:\/\//i.test(of.fileUrl) ? of.fileUrl : undefined;
  return (
    <figure class="attachment">
      {readable && !failed && kind === "image" && <img src={address} alt={visible(name)} loading="lazy" onError={() => setFailed(true)} />}
      {readable && !failed && kind === "audio" && <audio src={address} controls preload="metadata" aria-label={visible(name)} onError={() => setFailed(true)} />}
      {readable && !failed && kind === "video" && <video src={address} controls preload="metadata" aria-label={visible(name)} onError={() => setFailed(true)} />}
      <figcaption>
        <span class="attachment-name"><strong><Name>{name}</Name></strong> <span class="small soft"><Name>{of.contentType}</Name> · <span class="figures" data-value={of.length}>{bytes(of.length)}</span></span>
          {of.description && of.description !== name && <span class="small soft"><Name>{of.description}</Name></span>}
          {failed && <span class="small wrong">{t("explore.attachment_broken")}</span>}
          {!of.here && <span class="small soft">{t(elsewhere ? "explore.attachment_elsewhere" : "explore.attachment_gone")}</span>}
          {of.here && !readable && <span class="small soft">{t("explore.attachment_forbidden")}</span>}
        </span>
        <span class="cluster">
          {readable && kind === "pdf" && <ButtonLink small icon={ExternalLink} href={address} target="_blank" rel="noopener noreferrer">{t("explore.attachment_open")}</ButtonLink>}
          {readable && <ButtonLink small icon={Download} href={address} download={fileName(name, of.contentType)}>{t("explore.attachment_save")}</ButtonLink>}
          {elsewhere && <ButtonLink small icon={ExternalLink} href={elsewhere} target="_blank" rel="noopener noreferrer">{t("explore.attachment_visit")}</ButtonLink>}
        </span>
      </figcaption>
    </figure>
  );
}

const endings: Record<string, string> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "application/pdf": "pdf", "audio/mpeg": "mp3", "audio/wav": "wav", "video/mp4": "mp4", "video/webm": "webm", "text/plain": "txt", "application/json": "json", "application/zip": "zip" };

/** A name that file systems take. */
function fileName(name: string, contentType: string): string {
  const plain = visible(name).replace(/[^\p{L}\p{N} ._-]+/gu, "_").slice(0, 80).trim() || "attachment";
  const ending = endings[contentType.split(";")[0]!.trim().toLowerCase()];
  return !ending || plain.toLowerCase().endsWith("." + ending) ? plain : `${plain}.${ending}`;
}
