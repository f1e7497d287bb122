// package: acme.v1
// file: acme/v1/order-book.proto

import * as jspb from "google-protobuf";

export class Order extends jspb.Message {
  getId(): string;
  setId(value: string): void;

  getKind(): KindMap[keyof KindMap];
  setKind(value: KindMap[keyof KindMap]): void;

  hasFirst(): boolean;
  clearFirst(): void;
  getFirst(): Order.Line | undefined;
  setFirst(value?: Order.Line): void;

  hasLeft(): boolean;
  clearLeft(): void;
  getLeft(): string;
  setLeft(value: string): void;

  hasRight(): boolean;
  clearRight(): void;
  getRight(): number;
  setRight(value: number): void;

  getChoiceCase(): Order.ChoiceCase;
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Order.AsObject;
  static toObject(includeInstance: boolean, msg: Order): Order.AsObject;
  static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
  static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
  static serializeBinaryToWriter(message: Order, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Order;
  static deserializeBinaryFromReader(message: Order, reader: jspb.BinaryReader): Order;
}

export namespace Order {
  export type AsObject = {
    id: string,
    kind: KindMap[keyof KindMap],
    first?: Order.Line.AsObject,
    left: string,
    right: number,
  }

  export class Line extends jspb.Message {
    getState(): Order.Line.StateMap[keyof Order.Line.StateMap];
    setState(value: Order.Line.StateMap[keyof Order.Line.StateMap]): void;

    serializeBinary(): Uint8Array;
    toObject(includeInstance?: boolean): Line.AsObject;
    static toObject(includeInstance: boolean, msg: Line): Line.AsObject;
    static extensions: {[key: number]: jspb.ExtensionFieldInfo<jspb.Message>};
    static extensionsBinary: {[key: number]: jspb.ExtensionFieldBinaryInfo<jspb.Message>};
    static serializeBinaryToWriter(message: Line, writer: jspb.BinaryWriter): void;
    static deserializeBinary(bytes: Uint8Array): Line;
    static deserializeBinaryFromReader(message: Line, reader: jspb.BinaryReader): Line;
  }

  export namespace Line {
    export type AsObject = {
      state: Order.Line.StateMap[keyof Order.Line.StateMap],
    }

    export interface StateMap {
      NONE: 0;
    }

    export const State: StateMap;
  }

  export enum ChoiceCase {
    CHOICE_NOT_SET = 0,
    LEFT = 4,
    RIGHT = 5,
  }
}

export interface KindMap {
  KIND_UNSPECIFIED: 0;
}

export const Kind: KindMap;

