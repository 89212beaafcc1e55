import { Command } from "cmdk";
import { useEffect } from "react";
import { useStore } from "zustand";
import { recent, refreshRecent } from "../../state/persist/recent.ts";
import { useStudio } from "../studio.tsx";
import { openDialog } from "../tools/dialogs.ts";
import { actionsFor, againFor } from "./actions.ts";
import "./palette.css";

/** Everything that can be done, found by typing. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const { models } = useStore(recent);
  useEffect(() => void refreshRecent(), []);
  const state = studio.store.getState();
  const actions = [...actionsFor(state, studio), ...againFor(models, state, studio)];
  const groups = [...new Set(actions.map(({ group }) => group))];
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Commands"
      overlayClassName="palette-overlay"
      contentClassName="palette"
    >
      <Command.Input className="palette-input" placeholder="What do you want to do?" />
      <Command.List className="palette-list" label="Commands">
        <Command.Empty className="palette-empty">Nothing is called that.</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {actions
              .filter((action) => action.group === group)
              .map(({ name, key, run }) => (
                <Command.Item
                  key={name}
                  value={name}
                  className="palette-item"
                  onSelect={() => {
                    openDialog(null);
                    run();
                  }}
                >
                  <span>{name}</span>
                  {key && <kbd>{key.toUpperCase()}</kbd>}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}
