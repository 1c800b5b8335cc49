/** What a version changes, or that its notes are empty. */
export function ReleaseNotes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return <p>Small corrections.</p>;
  return (
    <ul className="cd-update__notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

/** The same before an update, for whoever wants to know. */
export function WhatChanges({ notes }: { readonly notes: readonly string[] }) {
  return (
    <details className="cd-update__details">
      <summary>What changes</summary>
      <ReleaseNotes notes={notes} />
    </details>
  );
}
