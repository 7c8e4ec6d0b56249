import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, useCallback, useEffect, useRef, useState } from 'react';
import { Failure } from '../../parts/outcome.js';
import { Section } from '../../parts/page.js';
import { useBuildWords } from '../../words/build-words.js';
import { chosenFolder, droppedFolder, type Folder } from './folder-files.js';
import { FolderPlan } from './folder-plan.js';
import { tellsOfBuilds } from './needed-files.js';
import { useDrop } from './use-drop.js';

/** Takes a folder, dropped anywhere on the page or chosen, and leads from its Dockerfiles to a batch. */
export function FolderIntake() {
  const { folder: words } = useBuildWords();
  const stopping = useRef<AbortController>(undefined);
  const taken = useRef(0);
  const [folder, setFolder] = useState<Folder & { readonly key: number }>();
  const takeIn = (found: Folder) => {
    taken.current += 1;
    setFolder({ ...found, key: taken.current });
  };
  const reading = useMutation({ mutationFn: (found: Promise<Folder>) => found, onSuccess: takeIn });
  const { mutate } = reading;
  const drop = useCallback(
    (dropped: DataTransfer) => {
      stopping.current?.abort();
      stopping.current = new AbortController();
      mutate(droppedFolder(dropped, stopping.current.signal));
    },
    [mutate],
  );
  useEffect(() => () => stopping.current?.abort(), []);
  const isOver = useDrop(drop);
  return (
    <Section title={words.title}>
      <div className={`drop${isOver ? ' over' : ''}`}>
        <p role="status">{isOver ? words.dropHere : reading.isPending ? words.reading : words.lead}</p>
        <div className="drop-ways">
          <Picker label={words.choose} isFolder onChosen={(files) => takeIn(chosenFolder(files))} />
          <Picker label={words.chooseFiles} onChosen={(files) => takeIn(chosenFolder(files))} />
        </div>
      </div>
      {reading.error && <Failure error={reading.error} />}
      {folder && !folder.entries.some(tellsOfBuilds) && (
        <p className="notice" role="status">
          {words.none}
        </p>
      )}
      {folder?.entries.some(tellsOfBuilds) && (
        <FolderPlan key={folder.key} folder={folder} onForgotten={() => setFolder(undefined)} />
      )}
    </Section>
  );
}

interface PickerProps {
  readonly label: string;
  readonly isFolder?: boolean;
  readonly onChosen: (files: readonly File[]) => void;
}

/** A button that opens the browser's own picker. */
function Picker({ label, isFolder = false, onChosen }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const change = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    // The same folder can be chosen again.
    target.value = '';
    if (files.length > 0) onChosen(files);
  };
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        webkitdirectory={isFolder ? '' : undefined}
        hidden
        aria-label={label}
        onChange={change}
      />
    </>
  );
}
