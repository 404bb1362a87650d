/** The frames of a page, as Chromium's protocol tells them. */
interface FrameTree {
  frame: { id: string };
  childFrames?: FrameTree[];
}
/** True for the frame of the tree's root, and for any inside of it. */
export const isWithinTree = ({ frame, childFrames = [] }: FrameTree, frameId: string): boolean =>
  frame.id === frameId || childFrames.some((child) => isWithinTree(child, frameId));
