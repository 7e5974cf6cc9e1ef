/** The sheet itself, loaded when a session is lost. */
import { Dialog } from "@/components/dialog";
import { Kana } from "@/components/kana";
import { say } from "./messages";
import { SignInForm } from "./sign-in-form";
import { useSignIn } from "./use-sign-in";

export default function SignInSheetDialog({ onClose }: { onClose: () => void }) {
  const signing = useSignIn(onClose);
  return (
    <Dialog title={say.again} open onClose={onClose}>
      <p>
        <Kana>{say.againLead}</Kana>
      </p>
      <SignInForm signing={signing} />
    </Dialog>
  );
}
