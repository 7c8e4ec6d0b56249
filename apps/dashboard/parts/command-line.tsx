import { CopyButton } from './copy-button.js';

/** A line for a shell, with a way to take it along. */
export function CommandLine({ line, label }: { readonly line: string; readonly label: string }) {
  return (
    <div className="command-line">
      <pre tabIndex={0} aria-label={label}>
        <code>{line}</code>
      </pre>
      <CopyButton text={line} label={label} />
    </div>
  );
}
