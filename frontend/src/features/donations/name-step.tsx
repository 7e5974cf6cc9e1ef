/** Under what name: who gives, how it is shown, whether a receipt is wanted. */
import { Checkbox, Radios } from "@/components/choice";
import { TextField } from "@/components/field";
import { addressNeeded, amountOf, type GiftForm } from "./gift-form";
import { say } from "./messages";
import { PublicityFields } from "./publicity-fields";
import { faultOf as of, type StepProps } from "./step-props";

export function NameStep(props: StepProps) {
  const { form, change, mistakes } = props;
  const company = form.kind === "company";
  return (
    <div className="stack-l prose">
      <Radios
        label={say.kind}
        required
        columns
        options={[
          { value: "individual", label: say.individual },
          { value: "company", label: say.company },
        ]}
        value={form.kind}
        onChange={(kind) => change({ kind: kind as GiftForm["kind"] })}
      />
      <TextField
        id="name"
        label={company ? say.companyName : say.name}
        support={company ? say.companySupport : say.nameSupport}
        required
        autoComplete={company ? "organization" : "name"}
        value={form.name}
        onChange={(name) => change({ name })}
        error={of(mistakes, "name")}
      />
      {company ? (
        <>
          <TextField
            id="contact"
            label={say.contact}
            support={say.contactSupport}
            required
            autoComplete="name"
            value={form.contact}
            onChange={(contact) => change({ contact })}
            error={of(mistakes, "contact")}
          />
          <Checkbox label={say.invoice} checked={form.invoice} onChange={(invoice) => change({ invoice })} />
        </>
      ) : null}
      <TextField
        id="email"
        label={say.email}
        support={say.emailSupport}
        required
        type="email"
        inputMode="email"
        autoComplete="email"
        value={form.email}
        onChange={(email) => change({ email })}
        error={of(mistakes, "email")}
      />
      <TextField
        id="phone"
        label={say.phone}
        support={say.phoneSupport}
        required={false}
        type="tel"
        autoComplete="tel"
        value={form.phone}
        onChange={(phone) => change({ phone })}
        error={of(mistakes, "phone")}
      />
      <PublicityFields
        value={form}
        name={form.name}
        amount={amountOf(form)}
        onChange={change}
        error={of(mistakes, "alias")}
      />
      <ReceiptFields {...props} />
    </div>
  );
}

function ReceiptFields({ form, giving, change, mistakes }: StepProps) {
  return (
    <>
      <Radios
        label={say.receipt}
        required
        options={[
          { value: "none", label: say.receiptNone },
          { value: "email", label: say.receiptEmail },
          { value: "post", label: say.receiptPost },
        ]}
        value={form.receiptBy}
        onChange={(receiptBy) => change({ receiptBy: receiptBy as GiftForm["receiptBy"] })}
      />
      {addressNeeded(form, giving) ? (
        <>
          <TextField
            id="postal_code"
            width="short"
            label={say.postalCode}
            support={say.postalSupport}
            required
            inputMode="numeric"
            autoComplete="postal-code"
            value={form.postalCode}
            onChange={(postalCode) => change({ postalCode })}
            error={of(mistakes, "postal_code")}
          />
          <TextField
            id="address"
            label={say.address}
            support={say.addressSupport}
            required
            autoComplete="street-address"
            value={form.address}
            onChange={(address) => change({ address })}
            error={of(mistakes, "address")}
          />
        </>
      ) : null}
    </>
  );
}
