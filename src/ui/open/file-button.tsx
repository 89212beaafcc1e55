import type { ReactNode } from "react";
import type { NamedFile } from "../../state/studio.ts";
import { Icon, type IconName } from "../look/icons.tsx";
import { useStudio } from "../studio.tsx";
import { modelInputId } from "./pick-model.ts";
import { filesOfInput } from "./read-drop.ts";

interface Props {
  /** Accessible name of the input. */
  readonly label: string;
  readonly text: ReactNode;
  readonly icon: IconName;
  readonly className?: string;
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly folder?: boolean;
  readonly id?: string;
  readonly onFiles: (files: NamedFile[]) => void;
}

/** A button that is a file input: the picker opens without script, and tests and readers find the input itself. */
export function FileButton({
  label,
  text,
  icon,
  className = "",
  accept,
  multiple,
  folder,
  id,
  onFiles,
}: Props) {
  return (
    <span className={`button file-button ${className}`}>
      <Icon name={icon} />
      <span aria-hidden="true">{text}</span>
      <input
        type="file"
        id={id}
        aria-label={label}
        accept={accept}
        multiple={multiple}
        title=""
        {...(folder ? { webkitdirectory: "" } : {})}
        onChange={(event) => {
          const files = filesOfInput(event.currentTarget.files);
          // The same file may be picked again.
          event.currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </span>
  );
}

export function OpenModelButton({ className }: { readonly className?: string }) {
  const studio = useStudio();
  return (
    <FileButton
      label="Open a .tflite model"
      text={
        <>
          Open<span className="more-words"> a model</span>
        </>
      }
      icon="open"
      id={modelInputId}
      className={className}
      onFiles={([file]) => file && void studio.openModel(file.path, file.file)}
    />
  );
}
