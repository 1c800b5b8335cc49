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
