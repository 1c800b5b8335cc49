/**
 * Says that something is going on. Stays in the page while idle, because a screen reader
 * announces only what changes inside a status that was already there.
 */
export function Working({ words }: { readonly words: string | null }) {
  return (
    <div className="cd-working" role="status">
      {words !== null && (
        <>
          <span className="cd-working__wheel" aria-hidden="true" />
          <span>{words}</span>
        </>
      )}
    </div>
  );
}
