import "./account.css";
import { t } from "../../lib/i18n.ts";
import { me } from "../../lib/session.ts";
import { Page } from "../../parts/Page.tsx";
import { Password } from "./Password.tsx";
import { Profile } from "./Profile.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { Sessions } from "./Sessions.tsx";

/** One's own account: how Lore looks to me, and how I sign in. */
export default function Account() {
  if (!me.value?.user) return null;
  return (
    <Page title={t("account.title")} question={t("account.question")}>
      <div class="account">
        <Profile />
        <div class="account-safety">
          <Password />
          <SecondFactor />
          <Sessions />
        </div>
      </div>
    </Page>
  );
}
