import { Select } from "radix-ui";
import { useStore } from "zustand";
import { isTargetId, targetIds, targetNames } from "../../core/targets/target.ts";
import { targetChosen } from "../../state/changes.ts";
import { apply } from "../../state/store.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { targetPicker } from "./pick-target.ts";
import "./target.css";

const none = "none";

/** Where the model will run. Rows, details and the decision tree follow it. */
export default function TargetPicker() {
  const studio = useStudio();
  const target = useStudioState((state) => state.target);
  return (
    <Select.Root
      open={useStore(targetPicker, ({ open }) => open)}
      onOpenChange={(open) => targetPicker.setState({ open })}
      value={target ?? none}
      onValueChange={(value) => apply(studio.store, targetChosen(isTargetId(value) ? value : null))}
    >
      <Select.Trigger className="button target-trigger" aria-label="Target">
        <span className="target-word dim" aria-hidden="true">
          Target
        </span>
        <Select.Value />
        <Icon name="chevron" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className="menu" position="popper" align="end" sideOffset={6} collisionPadding={8}>
          <Select.Viewport>
            <Option value={none} text="Any target" />
            <Select.Separator className="menu-line" />
            {targetIds.map((id) => (
              <Option key={id} value={id} text={targetNames[id]} />
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

function Option({ value, text }: { readonly value: string; readonly text: string }) {
  return (
    <Select.Item value={value} className="menu-item">
      <span className="menu-mark">
        <Select.ItemIndicator>
          <Icon name="check" />
        </Select.ItemIndicator>
      </span>
      <Select.ItemText>{text}</Select.ItemText>
    </Select.Item>
  );
}
