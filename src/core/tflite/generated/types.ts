// Generated from ../schema.fbs by scripts/generate-schema.mjs. Do not edit.

export interface CustomQuantization {
  type: "CustomQuantization";
  custom: Uint8Array | null;
}

export interface BlockwiseQuantization {
  type: "BlockwiseQuantization";
  scales: number;
  zeroPoints: number;
  blockSize: number;
}

export interface MultiAxisQuantization {
  type: "MultiAxisQuantization";
  scales: number;
  zeroPoints: number;
  blockSize: number;
  quantizedDimensions: number[] | null;
}

export interface QuantizationParameters {
  min: number[] | null;
  max: number[] | null;
  scale: number[] | null;
  zeroPoint: number[] | null;
  details: QuantizationDetails | null;
  quantizedDimension: number;
}

export interface Int32Vector {
  type: "Int32Vector";
  values: Int32Array | null;
}

export interface Uint16Vector {
  type: "Uint16Vector";
  values: Uint16Array | null;
}

export interface Uint8Vector {
  type: "Uint8Vector";
  values: Uint8Array | null;
}

export interface DimensionMetadata {
  format: number;
  denseSize: number;
  arraySegments: SparseIndexVector | null;
  arrayIndices: SparseIndexVector | null;
}

export interface SparsityParameters {
  traversalOrder: number[] | null;
  blockMap: number[] | null;
  dimMetadata: DimensionMetadata[] | null;
}

export interface VariantSubType {
  shape: number[] | null;
  type: number;
  hasRank: boolean;
}

export interface Tensor {
  shape: number[] | null;
  type: number;
  buffer: number;
  name: string | null;
  quantization: QuantizationParameters | null;
  isVariable: boolean;
  sparsity: SparsityParameters | null;
  shapeSignature: number[] | null;
  hasRank: boolean;
  variantTensors: VariantSubType[] | null;
  externalBuffer: number;
}

export interface StablehloGatherOptions {
  type: "StablehloGatherOptions";
  offsetDims: bigint[] | null;
  collapsedSliceDims: bigint[] | null;
  startIndexMap: bigint[] | null;
  indexVectorDim: bigint;
  sliceSizes: bigint[] | null;
  indicesAreSorted: boolean;
}

export interface StablehloTransposeOptions {
  type: "StablehloTransposeOptions";
  permutation: bigint[] | null;
}

export interface StablehloDotGeneralOptions {
  type: "StablehloDotGeneralOptions";
  lhsBatchingDimensions: bigint[] | null;
  rhsBatchingDimensions: bigint[] | null;
  lhsContractingDimensions: bigint[] | null;
  rhsContractingDimensions: bigint[] | null;
  precisionConfig: number[] | null;
}

export interface StablehloReduceWindowOptions {
  type: "StablehloReduceWindowOptions";
  windowDimensions: bigint[] | null;
  windowStrides: bigint[] | null;
  baseDilations: bigint[] | null;
  windowDilations: bigint[] | null;
  padding: bigint[] | null;
  bodySubgraphIndex: number;
}

export interface StablehloWhileOptions {
  type: "StablehloWhileOptions";
  condSubgraphIndex: number;
  bodySubgraphIndex: number;
}

export interface StablehloSortOptions {
  type: "StablehloSortOptions";
  dimension: bigint;
  isStable: boolean;
  comparatorSubgraphIndex: number;
}

export interface StablehloConcatenateOptions {
  type: "StablehloConcatenateOptions";
  dimension: bigint;
}

export interface StablehloBroadcastInDimOptions {
  type: "StablehloBroadcastInDimOptions";
  broadcastDimensions: bigint[] | null;
}

export interface StablehloCompareOptions {
  type: "StablehloCompareOptions";
  comparisonDirection: number;
  compareType: number;
}

export interface StablehloDynamicSliceOptions {
  type: "StablehloDynamicSliceOptions";
  sliceSizes: bigint[] | null;
}

export interface StablehloPadOptions {
  type: "StablehloPadOptions";
  edgePaddingLow: bigint[] | null;
  edgePaddingHigh: bigint[] | null;
  interiorPadding: bigint[] | null;
}

export interface StablehloIotaOptions {
  type: "StablehloIotaOptions";
  iotaDimension: bigint;
}

export interface StablehloCustomCallOptions {
  type: "StablehloCustomCallOptions";
  callTargetName: string | null;
  hasSideEffect: boolean;
  backendConfig: string | null;
  apiVersion: number;
  calledComputations: number[] | null;
  customAttributes: Uint8Array | null;
}

export interface StablehloReduceOptions {
  type: "StablehloReduceOptions";
  dimensions: bigint[] | null;
  bodySubgraphIndex: number;
}

export interface StablehloSliceOptions {
  type: "StablehloSliceOptions";
  startIndices: bigint[] | null;
  limitIndices: bigint[] | null;
  strides: bigint[] | null;
}

export interface StablehloConvolutionOptions {
  type: "StablehloConvolutionOptions";
  windowStrides: bigint[] | null;
  padding: bigint[] | null;
  lhsDilation: bigint[] | null;
  rhsDilation: bigint[] | null;
  windowReversal: boolean[] | null;
  inputBatchDimension: bigint;
  inputFeatureDimension: bigint;
  inputSpatialDimensions: bigint[] | null;
  kernelInputFeatureDimension: bigint;
  kernelOutputFeatureDimension: bigint;
  kernelSpatialDimensions: bigint[] | null;
  outputBatchDimension: bigint;
  outputFeatureDimension: bigint;
  outputSpatialDimensions: bigint[] | null;
  featureGroupCount: bigint;
  batchGroupCount: bigint;
  precisionConfig: number[] | null;
}

export interface StablehloScatterOptions {
  type: "StablehloScatterOptions";
  indicesAreSorted: boolean;
  updateWindowDims: bigint[] | null;
  insertedWindowDims: bigint[] | null;
  scatterDimsToOperandDims: bigint[] | null;
  indexVectorDim: bigint;
  uniqueIndices: boolean;
  updateComputationSubgraphIndex: number;
}

export interface StablehloCaseOptions {
  type: "StablehloCaseOptions";
  branchSubgraphIndices: number[] | null;
}

export interface StablehloRngBitGeneratorOptions {
  type: "StablehloRngBitGeneratorOptions";
  algorithm: number;
}

export interface Conv2DOptions {
  type: "Conv2DOptions";
  padding: number;
  strideW: number;
  strideH: number;
  fusedActivationFunction: number;
  dilationWFactor: number;
  dilationHFactor: number;
  quantizedBiasType: number;
}

export interface Conv3DOptions {
  type: "Conv3DOptions";
  padding: number;
  strideD: number;
  strideW: number;
  strideH: number;
  fusedActivationFunction: number;
  dilationDFactor: number;
  dilationWFactor: number;
  dilationHFactor: number;
}

export interface Pool2DOptions {
  type: "Pool2DOptions";
  padding: number;
  strideW: number;
  strideH: number;
  filterWidth: number;
  filterHeight: number;
  fusedActivationFunction: number;
}

export interface DepthwiseConv2DOptions {
  type: "DepthwiseConv2DOptions";
  padding: number;
  strideW: number;
  strideH: number;
  depthMultiplier: number;
  fusedActivationFunction: number;
  dilationWFactor: number;
  dilationHFactor: number;
}

export interface ConcatEmbeddingsOptions {
  type: "ConcatEmbeddingsOptions";
  numChannels: number;
  numColumnsPerChannel: number[] | null;
  embeddingDimPerChannel: number[] | null;
}

export interface LSHProjectionOptions {
  type: "LSHProjectionOptions";
  type_: number;
}

export interface SVDFOptions {
  type: "SVDFOptions";
  rank: number;
  fusedActivationFunction: number;
  asymmetricQuantizeInputs: boolean;
}

export interface RNNOptions {
  type: "RNNOptions";
  fusedActivationFunction: number;
  asymmetricQuantizeInputs: boolean;
}

export interface SequenceRNNOptions {
  type: "SequenceRNNOptions";
  timeMajor: boolean;
  fusedActivationFunction: number;
  asymmetricQuantizeInputs: boolean;
}

export interface BidirectionalSequenceRNNOptions {
  type: "BidirectionalSequenceRNNOptions";
  timeMajor: boolean;
  fusedActivationFunction: number;
  mergeOutputs: boolean;
  asymmetricQuantizeInputs: boolean;
}

export interface FullyConnectedOptions {
  type: "FullyConnectedOptions";
  fusedActivationFunction: number;
  weightsFormat: number;
  keepNumDims: boolean;
  asymmetricQuantizeInputs: boolean;
  quantizedBiasType: number;
}

export interface SoftmaxOptions {
  type: "SoftmaxOptions";
  beta: number;
}

export interface ConcatenationOptions {
  type: "ConcatenationOptions";
  axis: number;
  fusedActivationFunction: number;
}

export interface AddOptions {
  type: "AddOptions";
  fusedActivationFunction: number;
  potScaleInt16: boolean;
}

export interface MulOptions {
  type: "MulOptions";
  fusedActivationFunction: number;
}

export interface L2NormOptions {
  type: "L2NormOptions";
  fusedActivationFunction: number;
}

export interface LocalResponseNormalizationOptions {
  type: "LocalResponseNormalizationOptions";
  radius: number;
  bias: number;
  alpha: number;
  beta: number;
}

export interface LSTMOptions {
  type: "LSTMOptions";
  fusedActivationFunction: number;
  cellClip: number;
  projClip: number;
  kernelType: number;
  asymmetricQuantizeInputs: boolean;
}

export interface UnidirectionalSequenceLSTMOptions {
  type: "UnidirectionalSequenceLSTMOptions";
  fusedActivationFunction: number;
  cellClip: number;
  projClip: number;
  timeMajor: boolean;
  asymmetricQuantizeInputs: boolean;
  diagonalRecurrentTensors: boolean;
}

export interface BidirectionalSequenceLSTMOptions {
  type: "BidirectionalSequenceLSTMOptions";
  fusedActivationFunction: number;
  cellClip: number;
  projClip: number;
  mergeOutputs: boolean;
  timeMajor: boolean;
  asymmetricQuantizeInputs: boolean;
}

export interface ResizeBilinearOptions {
  type: "ResizeBilinearOptions";
  newHeight: number;
  newWidth: number;
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

export interface ResizeNearestNeighborOptions {
  type: "ResizeNearestNeighborOptions";
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

export interface CallOptions {
  type: "CallOptions";
  subgraph: number;
}

export interface PadOptions {
  type: "PadOptions";
}

export interface PadV2Options {
  type: "PadV2Options";
}

export interface ReshapeOptions {
  type: "ReshapeOptions";
  newShape: number[] | null;
}

export interface SpaceToBatchNDOptions {
  type: "SpaceToBatchNDOptions";
}

export interface BatchToSpaceNDOptions {
  type: "BatchToSpaceNDOptions";
}

export interface SkipGramOptions {
  type: "SkipGramOptions";
  ngramSize: number;
  maxSkipSize: number;
  includeAllNgrams: boolean;
}

export interface SpaceToDepthOptions {
  type: "SpaceToDepthOptions";
  blockSize: number;
}

export interface DepthToSpaceOptions {
  type: "DepthToSpaceOptions";
  blockSize: number;
}

export interface SubOptions {
  type: "SubOptions";
  fusedActivationFunction: number;
  potScaleInt16: boolean;
}

export interface DivOptions {
  type: "DivOptions";
  fusedActivationFunction: number;
}

export interface TopKV2Options {
  type: "TopKV2Options";
}

export interface EmbeddingLookupSparseOptions {
  type: "EmbeddingLookupSparseOptions";
  combiner: number;
}

export interface GatherOptions {
  type: "GatherOptions";
  axis: number;
  batchDims: number;
}

export interface TransposeOptions {
  type: "TransposeOptions";
}

export interface ExpOptions {
  type: "ExpOptions";
}

export interface CosOptions {
  type: "CosOptions";
}

export interface ReducerOptions {
  type: "ReducerOptions";
  keepDims: boolean;
}

export interface SqueezeOptions {
  type: "SqueezeOptions";
  squeezeDims: number[] | null;
}

export interface SplitOptions {
  type: "SplitOptions";
  numSplits: number;
}

export interface SplitVOptions {
  type: "SplitVOptions";
  numSplits: number;
}

export interface StridedSliceOptions {
  type: "StridedSliceOptions";
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
  offset: boolean;
}

export interface LogSoftmaxOptions {
  type: "LogSoftmaxOptions";
}

export interface CastOptions {
  type: "CastOptions";
  inDataType: number;
  outDataType: number;
}

export interface DequantizeOptions {
  type: "DequantizeOptions";
}

export interface MaximumMinimumOptions {
  type: "MaximumMinimumOptions";
}

export interface TileOptions {
  type: "TileOptions";
}

export interface ArgMaxOptions {
  type: "ArgMaxOptions";
  outputType: number;
}

export interface ArgMinOptions {
  type: "ArgMinOptions";
  outputType: number;
}

export interface GreaterOptions {
  type: "GreaterOptions";
}

export interface GreaterEqualOptions {
  type: "GreaterEqualOptions";
}

export interface LessOptions {
  type: "LessOptions";
}

export interface LessEqualOptions {
  type: "LessEqualOptions";
}

export interface NegOptions {
  type: "NegOptions";
}

export interface SelectOptions {
  type: "SelectOptions";
}

export interface SliceOptions {
  type: "SliceOptions";
}

export interface TransposeConvOptions {
  type: "TransposeConvOptions";
  padding: number;
  strideW: number;
  strideH: number;
  fusedActivationFunction: number;
  quantizedBiasType: number;
}

export interface ExpandDimsOptions {
  type: "ExpandDimsOptions";
}

export interface SparseToDenseOptions {
  type: "SparseToDenseOptions";
  validateIndices: boolean;
}

export interface EqualOptions {
  type: "EqualOptions";
}

export interface NotEqualOptions {
  type: "NotEqualOptions";
}

export interface ShapeOptions {
  type: "ShapeOptions";
  outType: number;
}

export interface RankOptions {
  type: "RankOptions";
}

export interface PowOptions {
  type: "PowOptions";
}

export interface FakeQuantOptions {
  type: "FakeQuantOptions";
  min: number;
  max: number;
  numBits: number;
  narrowRange: boolean;
}

export interface PackOptions {
  type: "PackOptions";
  valuesCount: number;
  axis: number;
}

export interface LogicalOrOptions {
  type: "LogicalOrOptions";
}

export interface OneHotOptions {
  type: "OneHotOptions";
  axis: number;
}

export interface AbsOptions {
  type: "AbsOptions";
}

export interface HardSwishOptions {
  type: "HardSwishOptions";
}

export interface LogicalAndOptions {
  type: "LogicalAndOptions";
}

export interface LogicalNotOptions {
  type: "LogicalNotOptions";
}

export interface UnpackOptions {
  type: "UnpackOptions";
  num: number;
  axis: number;
}

export interface FloorDivOptions {
  type: "FloorDivOptions";
}

export interface SquareOptions {
  type: "SquareOptions";
}

export interface ZerosLikeOptions {
  type: "ZerosLikeOptions";
}

export interface FillOptions {
  type: "FillOptions";
}

export interface FloorModOptions {
  type: "FloorModOptions";
}

export interface RangeOptions {
  type: "RangeOptions";
}

export interface LeakyReluOptions {
  type: "LeakyReluOptions";
  alpha: number;
}

export interface SquaredDifferenceOptions {
  type: "SquaredDifferenceOptions";
}

export interface MirrorPadOptions {
  type: "MirrorPadOptions";
  mode: number;
}

export interface UniqueOptions {
  type: "UniqueOptions";
  idxOutType: number;
}

export interface ReverseV2Options {
  type: "ReverseV2Options";
}

export interface AddNOptions {
  type: "AddNOptions";
}

export interface GatherNdOptions {
  type: "GatherNdOptions";
}

export interface WhereOptions {
  type: "WhereOptions";
}

export interface ReverseSequenceOptions {
  type: "ReverseSequenceOptions";
  seqDim: number;
  batchDim: number;
}

export interface MatrixDiagOptions {
  type: "MatrixDiagOptions";
}

export interface QuantizeOptions {
  type: "QuantizeOptions";
}

export interface MatrixSetDiagOptions {
  type: "MatrixSetDiagOptions";
}

export interface IfOptions {
  type: "IfOptions";
  thenSubgraphIndex: number;
  elseSubgraphIndex: number;
}

export interface CallOnceOptions {
  type: "CallOnceOptions";
  initSubgraphIndex: number;
}

export interface WhileOptions {
  type: "WhileOptions";
  condSubgraphIndex: number;
  bodySubgraphIndex: number;
}

export interface NonMaxSuppressionV4Options {
  type: "NonMaxSuppressionV4Options";
}

export interface NonMaxSuppressionV5Options {
  type: "NonMaxSuppressionV5Options";
}

export interface ScatterNdOptions {
  type: "ScatterNdOptions";
}

export interface SelectV2Options {
  type: "SelectV2Options";
}

export interface DensifyOptions {
  type: "DensifyOptions";
}

export interface SegmentSumOptions {
  type: "SegmentSumOptions";
}

export interface BatchMatMulOptions {
  type: "BatchMatMulOptions";
  adjX: boolean;
  adjY: boolean;
  asymmetricQuantizeInputs: boolean;
}

export interface CumsumOptions {
  type: "CumsumOptions";
  exclusive: boolean;
  reverse: boolean;
}

export interface BroadcastToOptions {
  type: "BroadcastToOptions";
}

export interface Rfft2dOptions {
  type: "Rfft2dOptions";
}

export interface HashtableOptions {
  type: "HashtableOptions";
  tableId: number;
  keyDtype: number;
  valueDtype: number;
}

export interface HashtableFindOptions {
  type: "HashtableFindOptions";
}

export interface HashtableImportOptions {
  type: "HashtableImportOptions";
}

export interface HashtableSizeOptions {
  type: "HashtableSizeOptions";
}

export interface VarHandleOptions {
  type: "VarHandleOptions";
  container: string | null;
  sharedName: string | null;
}

export interface ReadVariableOptions {
  type: "ReadVariableOptions";
}

export interface AssignVariableOptions {
  type: "AssignVariableOptions";
}

export interface RandomOptions {
  type: "RandomOptions";
  seed: bigint;
  seed2: bigint;
}

export interface BucketizeOptions {
  type: "BucketizeOptions";
  boundaries: number[] | null;
}

export interface GeluOptions {
  type: "GeluOptions";
  approximate: boolean;
}

export interface DynamicUpdateSliceOptions {
  type: "DynamicUpdateSliceOptions";
}

export interface UnsortedSegmentProdOptions {
  type: "UnsortedSegmentProdOptions";
}

export interface UnsortedSegmentMaxOptions {
  type: "UnsortedSegmentMaxOptions";
}

export interface UnsortedSegmentSumOptions {
  type: "UnsortedSegmentSumOptions";
}

export interface ATan2Options {
  type: "ATan2Options";
}

export interface UnsortedSegmentMinOptions {
  type: "UnsortedSegmentMinOptions";
}

export interface SignOptions {
  type: "SignOptions";
}

export interface BitcastOptions {
  type: "BitcastOptions";
}

export interface BitwiseXorOptions {
  type: "BitwiseXorOptions";
}

export interface RightShiftOptions {
  type: "RightShiftOptions";
}

export interface DilateOptions {
  type: "DilateOptions";
}

export interface ReduceWindowOptions {
  type: "ReduceWindowOptions";
  reduceFunction: number;
}

export interface StableHLOCompositeOptions {
  type: "StableHLOCompositeOptions";
  name: string | null;
  decompositionSubgraphIndex: number;
  compositeAttributes: Uint8Array | null;
  compositeAttributesFormat: number;
  version: number;
}

export interface StablehloShiftLeftOptions {
  type: "StablehloShiftLeftOptions";
}

export interface OperatorCode {
  deprecatedBuiltinCode: number;
  customCode: string | null;
  version: number;
  builtinCode: number;
}

export interface Operator {
  opcodeIndex: number;
  inputs: number[] | null;
  outputs: number[] | null;
  builtinOptions: BuiltinOptions | null;
  customOptions: Uint8Array | null;
  customOptionsFormat: number;
  mutatingVariableInputs: boolean[] | null;
  intermediates: number[] | null;
  largeCustomOptionsOffset: bigint;
  largeCustomOptionsSize: bigint;
  builtinOptions2: BuiltinOptions2 | null;
  debugMetadataIndex: number;
}

export interface SubGraph {
  tensors: Tensor[] | null;
  inputs: number[] | null;
  outputs: number[] | null;
  operators: Operator[] | null;
  name: string | null;
  debugMetadataIndex: number;
}

export interface Buffer {
  data: Uint8Array | null;
  offset: bigint;
  size: bigint;
}

export interface ExternalBufferGroup {
  name: string | null;
}

export interface ExternalBuffer {
  id: number;
  group: number;
  offset: bigint;
  length: bigint;
  packing: string | null;
}

export interface Metadata {
  name: string | null;
  buffer: number;
}

export interface TensorMap {
  name: string | null;
  tensorIndex: number;
}

export interface SignatureDef {
  inputs: TensorMap[] | null;
  outputs: TensorMap[] | null;
  signatureKey: string | null;
  deprecatedTag: string | null;
  subgraphIndex: number;
}

export interface Model {
  version: number;
  operatorCodes: OperatorCode[] | null;
  subgraphs: SubGraph[] | null;
  description: string | null;
  buffers: Buffer[] | null;
  metadataBuffer: number[] | null;
  metadata: Metadata[] | null;
  signatureDefs: SignatureDef[] | null;
  externalBufferGroups: ExternalBufferGroup[] | null;
  externalBuffers: ExternalBuffer[] | null;
}

export type QuantizationDetails =
  | CustomQuantization
  | BlockwiseQuantization
  | MultiAxisQuantization;

export type SparseIndexVector =
  | Int32Vector
  | Uint16Vector
  | Uint8Vector;

export type BuiltinOptions =
  | Conv2DOptions
  | DepthwiseConv2DOptions
  | ConcatEmbeddingsOptions
  | LSHProjectionOptions
  | Pool2DOptions
  | SVDFOptions
  | RNNOptions
  | FullyConnectedOptions
  | SoftmaxOptions
  | ConcatenationOptions
  | AddOptions
  | L2NormOptions
  | LocalResponseNormalizationOptions
  | LSTMOptions
  | ResizeBilinearOptions
  | CallOptions
  | ReshapeOptions
  | SkipGramOptions
  | SpaceToDepthOptions
  | EmbeddingLookupSparseOptions
  | MulOptions
  | PadOptions
  | GatherOptions
  | BatchToSpaceNDOptions
  | SpaceToBatchNDOptions
  | TransposeOptions
  | ReducerOptions
  | SubOptions
  | DivOptions
  | SqueezeOptions
  | SequenceRNNOptions
  | StridedSliceOptions
  | ExpOptions
  | TopKV2Options
  | SplitOptions
  | LogSoftmaxOptions
  | CastOptions
  | DequantizeOptions
  | MaximumMinimumOptions
  | ArgMaxOptions
  | LessOptions
  | NegOptions
  | PadV2Options
  | GreaterOptions
  | GreaterEqualOptions
  | LessEqualOptions
  | SelectOptions
  | SliceOptions
  | TransposeConvOptions
  | SparseToDenseOptions
  | TileOptions
  | ExpandDimsOptions
  | EqualOptions
  | NotEqualOptions
  | ShapeOptions
  | PowOptions
  | ArgMinOptions
  | FakeQuantOptions
  | PackOptions
  | LogicalOrOptions
  | OneHotOptions
  | LogicalAndOptions
  | LogicalNotOptions
  | UnpackOptions
  | FloorDivOptions
  | SquareOptions
  | ZerosLikeOptions
  | FillOptions
  | BidirectionalSequenceLSTMOptions
  | BidirectionalSequenceRNNOptions
  | UnidirectionalSequenceLSTMOptions
  | FloorModOptions
  | RangeOptions
  | ResizeNearestNeighborOptions
  | LeakyReluOptions
  | SquaredDifferenceOptions
  | MirrorPadOptions
  | AbsOptions
  | SplitVOptions
  | UniqueOptions
  | ReverseV2Options
  | AddNOptions
  | GatherNdOptions
  | CosOptions
  | WhereOptions
  | RankOptions
  | ReverseSequenceOptions
  | MatrixDiagOptions
  | QuantizeOptions
  | MatrixSetDiagOptions
  | HardSwishOptions
  | IfOptions
  | WhileOptions
  | DepthToSpaceOptions
  | NonMaxSuppressionV4Options
  | NonMaxSuppressionV5Options
  | ScatterNdOptions
  | SelectV2Options
  | DensifyOptions
  | SegmentSumOptions
  | BatchMatMulOptions
  | CumsumOptions
  | CallOnceOptions
  | BroadcastToOptions
  | Rfft2dOptions
  | Conv3DOptions
  | HashtableOptions
  | HashtableFindOptions
  | HashtableImportOptions
  | HashtableSizeOptions
  | VarHandleOptions
  | ReadVariableOptions
  | AssignVariableOptions
  | RandomOptions
  | BucketizeOptions
  | GeluOptions
  | DynamicUpdateSliceOptions
  | UnsortedSegmentProdOptions
  | UnsortedSegmentMaxOptions
  | UnsortedSegmentMinOptions
  | UnsortedSegmentSumOptions
  | ATan2Options
  | SignOptions
  | BitcastOptions
  | BitwiseXorOptions
  | RightShiftOptions;

export type BuiltinOptions2 =
  | StablehloConcatenateOptions
  | StablehloBroadcastInDimOptions
  | StablehloSliceOptions
  | StablehloConvolutionOptions
  | StablehloCustomCallOptions
  | StablehloReduceOptions
  | StablehloScatterOptions
  | StablehloCompareOptions
  | StablehloDynamicSliceOptions
  | StablehloPadOptions
  | StablehloIotaOptions
  | StablehloDotGeneralOptions
  | StablehloReduceWindowOptions
  | StablehloSortOptions
  | StablehloWhileOptions
  | StablehloGatherOptions
  | StablehloTransposeOptions
  | DilateOptions
  | StablehloRngBitGeneratorOptions
  | ReduceWindowOptions
  | StableHLOCompositeOptions
  | StablehloShiftLeftOptions
  | StablehloCaseOptions;
