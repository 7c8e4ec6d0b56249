import { useState } from 'react';
import { useWords } from '../words/words.js';

/** Copies a text, and says that it has. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { actions } = useWords();
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(actions.copied);
    } catch {
      setSaid(actions.notCopied);
    }
    setTimeout(() => setSaid(''), 2_000);
  };
  return (
    <button type="button" className="plain" onClick={() => void copy()}>
      {said || label}
    </button>
  );
}
