// Dragging by pointer.  Whoever offers it offers the same by keyboard ("move to…").
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { attached } from "./attached";

/** v-drag="id": the element carries that id; null: it stays where it is.  Links within it need
 * draggable="false", or the browser drags their address. */
export const vDrag = attached<string | null>((element, id) =>
	draggable({
		element,
		canDrag: () => id() !== null,
		getInitialData: () => ({ id: id() }),
		onDragStart: () => element.classList.add("dragged"),
		onDrop: () => element.classList.remove("dragged"),
	}),
);

/** v-drop="then": the element takes what is carried; `then` gets its id. */
export const vDrop = attached<(id: string) => void>((element, then) =>
	dropTargetForElements({
		element,
		onDragEnter: () => element.classList.add("drop-here"),
		onDragLeave: () => element.classList.remove("drop-here"),
		onDrop: ({ source }) => {
			element.classList.remove("drop-here");
			if (typeof source.data.id === "string") then()(source.data.id);
		},
	}),
);
