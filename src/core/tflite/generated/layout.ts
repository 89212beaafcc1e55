// Generated from ../schema.fbs by scripts/generate-schema.mjs. Do not edit.

export type ScalarType = "bool" | "byte" | "ubyte" | "short" | "ushort" | "int" | "uint" | "long" | "ulong" | "float" | "double";

/** One field of a table; a union takes two slots, its type first. */
export type Field =
  | { name: string; slot: number; kind: "scalar"; type: ScalarType; fallback: number | bigint | boolean }
  | { name: string; slot: number; kind: "scalars" | "integers" | "array"; type: ScalarType; align: number }
  | { name: string; slot: number; kind: "string" }
  | { name: string; slot: number; kind: "table"; type: TableName }
  | { name: string; slot: number; kind: "tables"; type: TableName }
  | { name: string; slot: number; kind: "union"; type: UnionName };

export type TableName =
  | "CustomQuantization"
  | "BlockwiseQuantization"
  | "MultiAxisQuantization"
  | "QuantizationParameters"
  | "Int32Vector"
  | "Uint16Vector"
  | "Uint8Vector"
  | "DimensionMetadata"
  | "SparsityParameters"
  | "VariantSubType"
  | "Tensor"
  | "StablehloGatherOptions"
  | "StablehloTransposeOptions"
  | "StablehloDotGeneralOptions"
  | "StablehloReduceWindowOptions"
  | "StablehloWhileOptions"
  | "StablehloSortOptions"
  | "StablehloConcatenateOptions"
  | "StablehloBroadcastInDimOptions"
  | "StablehloCompareOptions"
  | "StablehloDynamicSliceOptions"
  | "StablehloPadOptions"
  | "StablehloIotaOptions"
  | "StablehloCustomCallOptions"
  | "StablehloReduceOptions"
  | "StablehloSliceOptions"
  | "StablehloConvolutionOptions"
  | "StablehloScatterOptions"
  | "StablehloCaseOptions"
  | "StablehloRngBitGeneratorOptions"
  | "Conv2DOptions"
  | "Conv3DOptions"
  | "Pool2DOptions"
  | "DepthwiseConv2DOptions"
  | "ConcatEmbeddingsOptions"
  | "LSHProjectionOptions"
  | "SVDFOptions"
  | "RNNOptions"
  | "SequenceRNNOptions"
  | "BidirectionalSequenceRNNOptions"
  | "FullyConnectedOptions"
  | "SoftmaxOptions"
  | "ConcatenationOptions"
  | "AddOptions"
  | "MulOptions"
  | "L2NormOptions"
  | "LocalResponseNormalizationOptions"
  | "LSTMOptions"
  | "UnidirectionalSequenceLSTMOptions"
  | "BidirectionalSequenceLSTMOptions"
  | "ResizeBilinearOptions"
  | "ResizeNearestNeighborOptions"
  | "CallOptions"
  | "PadOptions"
  | "PadV2Options"
  | "ReshapeOptions"
  | "SpaceToBatchNDOptions"
  | "BatchToSpaceNDOptions"
  | "SkipGramOptions"
  | "SpaceToDepthOptions"
  | "DepthToSpaceOptions"
  | "SubOptions"
  | "DivOptions"
  | "TopKV2Options"
  | "EmbeddingLookupSparseOptions"
  | "GatherOptions"
  | "TransposeOptions"
  | "ExpOptions"
  | "CosOptions"
  | "ReducerOptions"
  | "SqueezeOptions"
  | "SplitOptions"
  | "SplitVOptions"
  | "StridedSliceOptions"
  | "LogSoftmaxOptions"
  | "CastOptions"
  | "DequantizeOptions"
  | "MaximumMinimumOptions"
  | "TileOptions"
  | "ArgMaxOptions"
  | "ArgMinOptions"
  | "GreaterOptions"
  | "GreaterEqualOptions"
  | "LessOptions"
  | "LessEqualOptions"
  | "NegOptions"
  | "SelectOptions"
  | "SliceOptions"
  | "TransposeConvOptions"
  | "ExpandDimsOptions"
  | "SparseToDenseOptions"
  | "EqualOptions"
  | "NotEqualOptions"
  | "ShapeOptions"
  | "RankOptions"
  | "PowOptions"
  | "FakeQuantOptions"
  | "PackOptions"
  | "LogicalOrOptions"
  | "OneHotOptions"
  | "AbsOptions"
  | "HardSwishOptions"
  | "LogicalAndOptions"
  | "LogicalNotOptions"
  | "UnpackOptions"
  | "FloorDivOptions"
  | "SquareOptions"
  | "ZerosLikeOptions"
  | "FillOptions"
  | "FloorModOptions"
  | "RangeOptions"
  | "LeakyReluOptions"
  | "SquaredDifferenceOptions"
  | "MirrorPadOptions"
  | "UniqueOptions"
  | "ReverseV2Options"
  | "AddNOptions"
  | "GatherNdOptions"
  | "WhereOptions"
  | "ReverseSequenceOptions"
  | "MatrixDiagOptions"
  | "QuantizeOptions"
  | "MatrixSetDiagOptions"
  | "IfOptions"
  | "CallOnceOptions"
  | "WhileOptions"
  | "NonMaxSuppressionV4Options"
  | "NonMaxSuppressionV5Options"
  | "ScatterNdOptions"
  | "SelectV2Options"
  | "DensifyOptions"
  | "SegmentSumOptions"
  | "BatchMatMulOptions"
  | "CumsumOptions"
  | "BroadcastToOptions"
  | "Rfft2dOptions"
  | "HashtableOptions"
  | "HashtableFindOptions"
  | "HashtableImportOptions"
  | "HashtableSizeOptions"
  | "VarHandleOptions"
  | "ReadVariableOptions"
  | "AssignVariableOptions"
  | "RandomOptions"
  | "BucketizeOptions"
  | "GeluOptions"
  | "DynamicUpdateSliceOptions"
  | "UnsortedSegmentProdOptions"
  | "UnsortedSegmentMaxOptions"
  | "UnsortedSegmentSumOptions"
  | "ATan2Options"
  | "UnsortedSegmentMinOptions"
  | "SignOptions"
  | "BitcastOptions"
  | "BitwiseXorOptions"
  | "RightShiftOptions"
  | "DilateOptions"
  | "ReduceWindowOptions"
  | "StableHLOCompositeOptions"
  | "StablehloShiftLeftOptions"
  | "OperatorCode"
  | "Operator"
  | "SubGraph"
  | "Buffer"
  | "ExternalBufferGroup"
  | "ExternalBuffer"
  | "Metadata"
  | "TensorMap"
  | "SignatureDef"
  | "Model";

export type UnionName = "QuantizationDetails" | "SparseIndexVector" | "BuiltinOptions" | "BuiltinOptions2";

/** Members of each union; the value in the file is the position here plus one. */
export const unions: Record<UnionName, readonly TableName[]> = {
  QuantizationDetails: ["CustomQuantization", "BlockwiseQuantization", "MultiAxisQuantization"],
  SparseIndexVector: ["Int32Vector", "Uint16Vector", "Uint8Vector"],
  BuiltinOptions: ["Conv2DOptions", "DepthwiseConv2DOptions", "ConcatEmbeddingsOptions", "LSHProjectionOptions", "Pool2DOptions", "SVDFOptions", "RNNOptions", "FullyConnectedOptions", "SoftmaxOptions", "ConcatenationOptions", "AddOptions", "L2NormOptions", "LocalResponseNormalizationOptions", "LSTMOptions", "ResizeBilinearOptions", "CallOptions", "ReshapeOptions", "SkipGramOptions", "SpaceToDepthOptions", "EmbeddingLookupSparseOptions", "MulOptions", "PadOptions", "GatherOptions", "BatchToSpaceNDOptions", "SpaceToBatchNDOptions", "TransposeOptions", "ReducerOptions", "SubOptions", "DivOptions", "SqueezeOptions", "SequenceRNNOptions", "StridedSliceOptions", "ExpOptions", "TopKV2Options", "SplitOptions", "LogSoftmaxOptions", "CastOptions", "DequantizeOptions", "MaximumMinimumOptions", "ArgMaxOptions", "LessOptions", "NegOptions", "PadV2Options", "GreaterOptions", "GreaterEqualOptions", "LessEqualOptions", "SelectOptions", "SliceOptions", "TransposeConvOptions", "SparseToDenseOptions", "TileOptions", "ExpandDimsOptions", "EqualOptions", "NotEqualOptions", "ShapeOptions", "PowOptions", "ArgMinOptions", "FakeQuantOptions", "PackOptions", "LogicalOrOptions", "OneHotOptions", "LogicalAndOptions", "LogicalNotOptions", "UnpackOptions", "FloorDivOptions", "SquareOptions", "ZerosLikeOptions", "FillOptions", "BidirectionalSequenceLSTMOptions", "BidirectionalSequenceRNNOptions", "UnidirectionalSequenceLSTMOptions", "FloorModOptions", "RangeOptions", "ResizeNearestNeighborOptions", "LeakyReluOptions", "SquaredDifferenceOptions", "MirrorPadOptions", "AbsOptions", "SplitVOptions", "UniqueOptions", "ReverseV2Options", "AddNOptions", "GatherNdOptions", "CosOptions", "WhereOptions", "RankOptions", "ReverseSequenceOptions", "MatrixDiagOptions", "QuantizeOptions", "MatrixSetDiagOptions", "HardSwishOptions", "IfOptions", "WhileOptions", "DepthToSpaceOptions", "NonMaxSuppressionV4Options", "NonMaxSuppressionV5Options", "ScatterNdOptions", "SelectV2Options", "DensifyOptions", "SegmentSumOptions", "BatchMatMulOptions", "CumsumOptions", "CallOnceOptions", "BroadcastToOptions", "Rfft2dOptions", "Conv3DOptions", "HashtableOptions", "HashtableFindOptions", "HashtableImportOptions", "HashtableSizeOptions", "VarHandleOptions", "ReadVariableOptions", "AssignVariableOptions", "RandomOptions", "BucketizeOptions", "GeluOptions", "DynamicUpdateSliceOptions", "UnsortedSegmentProdOptions", "UnsortedSegmentMaxOptions", "UnsortedSegmentMinOptions", "UnsortedSegmentSumOptions", "ATan2Options", "SignOptions", "BitcastOptions", "BitwiseXorOptions", "RightShiftOptions"],
  BuiltinOptions2: ["StablehloConcatenateOptions", "StablehloBroadcastInDimOptions", "StablehloSliceOptions", "StablehloConvolutionOptions", "StablehloCustomCallOptions", "StablehloReduceOptions", "StablehloScatterOptions", "StablehloCompareOptions", "StablehloDynamicSliceOptions", "StablehloPadOptions", "StablehloIotaOptions", "StablehloDotGeneralOptions", "StablehloReduceWindowOptions", "StablehloSortOptions", "StablehloWhileOptions", "StablehloGatherOptions", "StablehloTransposeOptions", "DilateOptions", "StablehloRngBitGeneratorOptions", "ReduceWindowOptions", "StableHLOCompositeOptions", "StablehloShiftLeftOptions", "StablehloCaseOptions"],
};

export const layouts: Record<TableName, readonly Field[]> = {
  CustomQuantization: [
    { name: "custom", slot: 0, kind: "array", type: "ubyte", align: 16 },
  ],
  BlockwiseQuantization: [
    { name: "scales", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "zeroPoints", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "blockSize", slot: 2, kind: "scalar", type: "int", fallback: 0 },
  ],
  MultiAxisQuantization: [
    { name: "scales", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "zeroPoints", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "blockSize", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "quantizedDimensions", slot: 3, kind: "scalars", type: "int", align: 0 },
  ],
  QuantizationParameters: [
    { name: "min", slot: 0, kind: "scalars", type: "float", align: 0 },
    { name: "max", slot: 1, kind: "scalars", type: "float", align: 0 },
    { name: "scale", slot: 2, kind: "scalars", type: "float", align: 0 },
    { name: "zeroPoint", slot: 3, kind: "integers", type: "long", align: 0 },
    { name: "details", slot: 4, kind: "union", type: "QuantizationDetails" },
    { name: "quantizedDimension", slot: 6, kind: "scalar", type: "int", fallback: 0 },
  ],
  Int32Vector: [
    { name: "values", slot: 0, kind: "array", type: "int", align: 0 },
  ],
  Uint16Vector: [
    { name: "values", slot: 0, kind: "array", type: "ushort", align: 4 },
  ],
  Uint8Vector: [
    { name: "values", slot: 0, kind: "array", type: "ubyte", align: 4 },
  ],
  DimensionMetadata: [
    { name: "format", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "denseSize", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "arraySegments", slot: 2, kind: "union", type: "SparseIndexVector" },
    { name: "arrayIndices", slot: 4, kind: "union", type: "SparseIndexVector" },
  ],
  SparsityParameters: [
    { name: "traversalOrder", slot: 0, kind: "scalars", type: "int", align: 0 },
    { name: "blockMap", slot: 1, kind: "scalars", type: "int", align: 0 },
    { name: "dimMetadata", slot: 2, kind: "tables", type: "DimensionMetadata" },
  ],
  VariantSubType: [
    { name: "shape", slot: 0, kind: "scalars", type: "int", align: 0 },
    { name: "type", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "hasRank", slot: 2, kind: "scalar", type: "bool", fallback: false },
  ],
  Tensor: [
    { name: "shape", slot: 0, kind: "scalars", type: "int", align: 0 },
    { name: "type", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "buffer", slot: 2, kind: "scalar", type: "uint", fallback: 0 },
    { name: "name", slot: 3, kind: "string" },
    { name: "quantization", slot: 4, kind: "table", type: "QuantizationParameters" },
    { name: "isVariable", slot: 5, kind: "scalar", type: "bool", fallback: false },
    { name: "sparsity", slot: 6, kind: "table", type: "SparsityParameters" },
    { name: "shapeSignature", slot: 7, kind: "scalars", type: "int", align: 0 },
    { name: "hasRank", slot: 8, kind: "scalar", type: "bool", fallback: false },
    { name: "variantTensors", slot: 9, kind: "tables", type: "VariantSubType" },
    { name: "externalBuffer", slot: 10, kind: "scalar", type: "uint", fallback: 0 },
  ],
  StablehloGatherOptions: [
    { name: "offsetDims", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "collapsedSliceDims", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "startIndexMap", slot: 2, kind: "scalars", type: "long", align: 0 },
    { name: "indexVectorDim", slot: 3, kind: "scalar", type: "long", fallback: 0n },
    { name: "sliceSizes", slot: 4, kind: "scalars", type: "long", align: 0 },
    { name: "indicesAreSorted", slot: 5, kind: "scalar", type: "bool", fallback: false },
  ],
  StablehloTransposeOptions: [
    { name: "permutation", slot: 0, kind: "scalars", type: "long", align: 0 },
  ],
  StablehloDotGeneralOptions: [
    { name: "lhsBatchingDimensions", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "rhsBatchingDimensions", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "lhsContractingDimensions", slot: 2, kind: "scalars", type: "long", align: 0 },
    { name: "rhsContractingDimensions", slot: 3, kind: "scalars", type: "long", align: 0 },
    { name: "precisionConfig", slot: 4, kind: "scalars", type: "uint", align: 0 },
  ],
  StablehloReduceWindowOptions: [
    { name: "windowDimensions", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "windowStrides", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "baseDilations", slot: 2, kind: "scalars", type: "long", align: 0 },
    { name: "windowDilations", slot: 3, kind: "scalars", type: "long", align: 0 },
    { name: "padding", slot: 4, kind: "scalars", type: "long", align: 0 },
    { name: "bodySubgraphIndex", slot: 5, kind: "scalar", type: "int", fallback: 0 },
  ],
  StablehloWhileOptions: [
    { name: "condSubgraphIndex", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "bodySubgraphIndex", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  StablehloSortOptions: [
    { name: "dimension", slot: 0, kind: "scalar", type: "long", fallback: 0n },
    { name: "isStable", slot: 1, kind: "scalar", type: "bool", fallback: false },
    { name: "comparatorSubgraphIndex", slot: 2, kind: "scalar", type: "int", fallback: 0 },
  ],
  StablehloConcatenateOptions: [
    { name: "dimension", slot: 0, kind: "scalar", type: "long", fallback: 0n },
  ],
  StablehloBroadcastInDimOptions: [
    { name: "broadcastDimensions", slot: 0, kind: "scalars", type: "long", align: 0 },
  ],
  StablehloCompareOptions: [
    { name: "comparisonDirection", slot: 0, kind: "scalar", type: "uint", fallback: 0 },
    { name: "compareType", slot: 1, kind: "scalar", type: "uint", fallback: 0 },
  ],
  StablehloDynamicSliceOptions: [
    { name: "sliceSizes", slot: 0, kind: "scalars", type: "long", align: 0 },
  ],
  StablehloPadOptions: [
    { name: "edgePaddingLow", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "edgePaddingHigh", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "interiorPadding", slot: 2, kind: "scalars", type: "long", align: 0 },
  ],
  StablehloIotaOptions: [
    { name: "iotaDimension", slot: 0, kind: "scalar", type: "long", fallback: 0n },
  ],
  StablehloCustomCallOptions: [
    { name: "callTargetName", slot: 0, kind: "string" },
    { name: "hasSideEffect", slot: 1, kind: "scalar", type: "bool", fallback: false },
    { name: "backendConfig", slot: 2, kind: "string" },
    { name: "apiVersion", slot: 3, kind: "scalar", type: "int", fallback: 0 },
    { name: "calledComputations", slot: 4, kind: "scalars", type: "int", align: 0 },
    { name: "customAttributes", slot: 5, kind: "array", type: "ubyte", align: 0 },
  ],
  StablehloReduceOptions: [
    { name: "dimensions", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "bodySubgraphIndex", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  StablehloSliceOptions: [
    { name: "startIndices", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "limitIndices", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "strides", slot: 2, kind: "scalars", type: "long", align: 0 },
  ],
  StablehloConvolutionOptions: [
    { name: "windowStrides", slot: 0, kind: "scalars", type: "long", align: 0 },
    { name: "padding", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "lhsDilation", slot: 2, kind: "scalars", type: "long", align: 0 },
    { name: "rhsDilation", slot: 3, kind: "scalars", type: "long", align: 0 },
    { name: "windowReversal", slot: 4, kind: "scalars", type: "bool", align: 0 },
    { name: "inputBatchDimension", slot: 5, kind: "scalar", type: "long", fallback: 0n },
    { name: "inputFeatureDimension", slot: 6, kind: "scalar", type: "long", fallback: 0n },
    { name: "inputSpatialDimensions", slot: 7, kind: "scalars", type: "long", align: 0 },
    { name: "kernelInputFeatureDimension", slot: 8, kind: "scalar", type: "long", fallback: 0n },
    { name: "kernelOutputFeatureDimension", slot: 9, kind: "scalar", type: "long", fallback: 0n },
    { name: "kernelSpatialDimensions", slot: 10, kind: "scalars", type: "long", align: 0 },
    { name: "outputBatchDimension", slot: 11, kind: "scalar", type: "long", fallback: 0n },
    { name: "outputFeatureDimension", slot: 12, kind: "scalar", type: "long", fallback: 0n },
    { name: "outputSpatialDimensions", slot: 13, kind: "scalars", type: "long", align: 0 },
    { name: "featureGroupCount", slot: 14, kind: "scalar", type: "long", fallback: 0n },
    { name: "batchGroupCount", slot: 15, kind: "scalar", type: "long", fallback: 0n },
    { name: "precisionConfig", slot: 16, kind: "scalars", type: "uint", align: 0 },
  ],
  StablehloScatterOptions: [
    { name: "indicesAreSorted", slot: 0, kind: "scalar", type: "bool", fallback: false },
    { name: "updateWindowDims", slot: 1, kind: "scalars", type: "long", align: 0 },
    { name: "insertedWindowDims", slot: 2, kind: "scalars", type: "long", align: 0 },
    { name: "scatterDimsToOperandDims", slot: 3, kind: "scalars", type: "long", align: 0 },
    { name: "indexVectorDim", slot: 4, kind: "scalar", type: "long", fallback: 0n },
    { name: "uniqueIndices", slot: 5, kind: "scalar", type: "bool", fallback: false },
    { name: "updateComputationSubgraphIndex", slot: 6, kind: "scalar", type: "int", fallback: 0 },
  ],
  StablehloCaseOptions: [
    { name: "branchSubgraphIndices", slot: 0, kind: "scalars", type: "int", align: 0 },
  ],
  StablehloRngBitGeneratorOptions: [
    { name: "algorithm", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  Conv2DOptions: [
    { name: "padding", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "strideW", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "strideH", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 3, kind: "scalar", type: "byte", fallback: 0 },
    { name: "dilationWFactor", slot: 4, kind: "scalar", type: "int", fallback: 1 },
    { name: "dilationHFactor", slot: 5, kind: "scalar", type: "int", fallback: 1 },
    { name: "quantizedBiasType", slot: 6, kind: "scalar", type: "byte", fallback: 0 },
  ],
  Conv3DOptions: [
    { name: "padding", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "strideD", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "strideW", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "strideH", slot: 3, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 4, kind: "scalar", type: "byte", fallback: 0 },
    { name: "dilationDFactor", slot: 5, kind: "scalar", type: "int", fallback: 1 },
    { name: "dilationWFactor", slot: 6, kind: "scalar", type: "int", fallback: 1 },
    { name: "dilationHFactor", slot: 7, kind: "scalar", type: "int", fallback: 1 },
  ],
  Pool2DOptions: [
    { name: "padding", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "strideW", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "strideH", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "filterWidth", slot: 3, kind: "scalar", type: "int", fallback: 0 },
    { name: "filterHeight", slot: 4, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 5, kind: "scalar", type: "byte", fallback: 0 },
  ],
  DepthwiseConv2DOptions: [
    { name: "padding", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "strideW", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "strideH", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "depthMultiplier", slot: 3, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 4, kind: "scalar", type: "byte", fallback: 0 },
    { name: "dilationWFactor", slot: 5, kind: "scalar", type: "int", fallback: 1 },
    { name: "dilationHFactor", slot: 6, kind: "scalar", type: "int", fallback: 1 },
  ],
  ConcatEmbeddingsOptions: [
    { name: "numChannels", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "numColumnsPerChannel", slot: 1, kind: "scalars", type: "int", align: 0 },
    { name: "embeddingDimPerChannel", slot: 2, kind: "scalars", type: "int", align: 0 },
  ],
  LSHProjectionOptions: [
    { name: "type_", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  SVDFOptions: [
    { name: "rank", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "asymmetricQuantizeInputs", slot: 2, kind: "scalar", type: "bool", fallback: false },
  ],
  RNNOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "asymmetricQuantizeInputs", slot: 1, kind: "scalar", type: "bool", fallback: false },
  ],
  SequenceRNNOptions: [
    { name: "timeMajor", slot: 0, kind: "scalar", type: "bool", fallback: false },
    { name: "fusedActivationFunction", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "asymmetricQuantizeInputs", slot: 2, kind: "scalar", type: "bool", fallback: false },
  ],
  BidirectionalSequenceRNNOptions: [
    { name: "timeMajor", slot: 0, kind: "scalar", type: "bool", fallback: false },
    { name: "fusedActivationFunction", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "mergeOutputs", slot: 2, kind: "scalar", type: "bool", fallback: false },
    { name: "asymmetricQuantizeInputs", slot: 3, kind: "scalar", type: "bool", fallback: false },
  ],
  FullyConnectedOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "weightsFormat", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "keepNumDims", slot: 2, kind: "scalar", type: "bool", fallback: false },
    { name: "asymmetricQuantizeInputs", slot: 3, kind: "scalar", type: "bool", fallback: false },
    { name: "quantizedBiasType", slot: 4, kind: "scalar", type: "byte", fallback: 0 },
  ],
  SoftmaxOptions: [
    { name: "beta", slot: 0, kind: "scalar", type: "float", fallback: 0 },
  ],
  ConcatenationOptions: [
    { name: "axis", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
  ],
  AddOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "potScaleInt16", slot: 1, kind: "scalar", type: "bool", fallback: true },
  ],
  MulOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  L2NormOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  LocalResponseNormalizationOptions: [
    { name: "radius", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "bias", slot: 1, kind: "scalar", type: "float", fallback: 0 },
    { name: "alpha", slot: 2, kind: "scalar", type: "float", fallback: 0 },
    { name: "beta", slot: 3, kind: "scalar", type: "float", fallback: 0 },
  ],
  LSTMOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "cellClip", slot: 1, kind: "scalar", type: "float", fallback: 0 },
    { name: "projClip", slot: 2, kind: "scalar", type: "float", fallback: 0 },
    { name: "kernelType", slot: 3, kind: "scalar", type: "byte", fallback: 0 },
    { name: "asymmetricQuantizeInputs", slot: 4, kind: "scalar", type: "bool", fallback: false },
  ],
  UnidirectionalSequenceLSTMOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "cellClip", slot: 1, kind: "scalar", type: "float", fallback: 0 },
    { name: "projClip", slot: 2, kind: "scalar", type: "float", fallback: 0 },
    { name: "timeMajor", slot: 3, kind: "scalar", type: "bool", fallback: false },
    { name: "asymmetricQuantizeInputs", slot: 4, kind: "scalar", type: "bool", fallback: false },
    { name: "diagonalRecurrentTensors", slot: 5, kind: "scalar", type: "bool", fallback: false },
  ],
  BidirectionalSequenceLSTMOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "cellClip", slot: 1, kind: "scalar", type: "float", fallback: 0 },
    { name: "projClip", slot: 2, kind: "scalar", type: "float", fallback: 0 },
    { name: "mergeOutputs", slot: 3, kind: "scalar", type: "bool", fallback: false },
    { name: "timeMajor", slot: 4, kind: "scalar", type: "bool", fallback: true },
    { name: "asymmetricQuantizeInputs", slot: 5, kind: "scalar", type: "bool", fallback: false },
  ],
  ResizeBilinearOptions: [
    { name: "newHeight", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "newWidth", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "alignCorners", slot: 2, kind: "scalar", type: "bool", fallback: false },
    { name: "halfPixelCenters", slot: 3, kind: "scalar", type: "bool", fallback: false },
  ],
  ResizeNearestNeighborOptions: [
    { name: "alignCorners", slot: 0, kind: "scalar", type: "bool", fallback: false },
    { name: "halfPixelCenters", slot: 1, kind: "scalar", type: "bool", fallback: false },
  ],
  CallOptions: [
    { name: "subgraph", slot: 0, kind: "scalar", type: "uint", fallback: 0 },
  ],
  PadOptions: [],
  PadV2Options: [],
  ReshapeOptions: [
    { name: "newShape", slot: 0, kind: "scalars", type: "int", align: 0 },
  ],
  SpaceToBatchNDOptions: [],
  BatchToSpaceNDOptions: [],
  SkipGramOptions: [
    { name: "ngramSize", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "maxSkipSize", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "includeAllNgrams", slot: 2, kind: "scalar", type: "bool", fallback: false },
  ],
  SpaceToDepthOptions: [
    { name: "blockSize", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  DepthToSpaceOptions: [
    { name: "blockSize", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  SubOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "potScaleInt16", slot: 1, kind: "scalar", type: "bool", fallback: true },
  ],
  DivOptions: [
    { name: "fusedActivationFunction", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  TopKV2Options: [],
  EmbeddingLookupSparseOptions: [
    { name: "combiner", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  GatherOptions: [
    { name: "axis", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "batchDims", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  TransposeOptions: [],
  ExpOptions: [],
  CosOptions: [],
  ReducerOptions: [
    { name: "keepDims", slot: 0, kind: "scalar", type: "bool", fallback: false },
  ],
  SqueezeOptions: [
    { name: "squeezeDims", slot: 0, kind: "scalars", type: "int", align: 0 },
  ],
  SplitOptions: [
    { name: "numSplits", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  SplitVOptions: [
    { name: "numSplits", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  StridedSliceOptions: [
    { name: "beginMask", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "endMask", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "ellipsisMask", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "newAxisMask", slot: 3, kind: "scalar", type: "int", fallback: 0 },
    { name: "shrinkAxisMask", slot: 4, kind: "scalar", type: "int", fallback: 0 },
    { name: "offset", slot: 5, kind: "scalar", type: "bool", fallback: false },
  ],
  LogSoftmaxOptions: [],
  CastOptions: [
    { name: "inDataType", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "outDataType", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
  ],
  DequantizeOptions: [],
  MaximumMinimumOptions: [],
  TileOptions: [],
  ArgMaxOptions: [
    { name: "outputType", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  ArgMinOptions: [
    { name: "outputType", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  GreaterOptions: [],
  GreaterEqualOptions: [],
  LessOptions: [],
  LessEqualOptions: [],
  NegOptions: [],
  SelectOptions: [],
  SliceOptions: [],
  TransposeConvOptions: [
    { name: "padding", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "strideW", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "strideH", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "fusedActivationFunction", slot: 3, kind: "scalar", type: "byte", fallback: 0 },
    { name: "quantizedBiasType", slot: 4, kind: "scalar", type: "byte", fallback: 0 },
  ],
  ExpandDimsOptions: [],
  SparseToDenseOptions: [
    { name: "validateIndices", slot: 0, kind: "scalar", type: "bool", fallback: false },
  ],
  EqualOptions: [],
  NotEqualOptions: [],
  ShapeOptions: [
    { name: "outType", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  RankOptions: [],
  PowOptions: [],
  FakeQuantOptions: [
    { name: "min", slot: 0, kind: "scalar", type: "float", fallback: 0 },
    { name: "max", slot: 1, kind: "scalar", type: "float", fallback: 0 },
    { name: "numBits", slot: 2, kind: "scalar", type: "int", fallback: 0 },
    { name: "narrowRange", slot: 3, kind: "scalar", type: "bool", fallback: false },
  ],
  PackOptions: [
    { name: "valuesCount", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "axis", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  LogicalOrOptions: [],
  OneHotOptions: [
    { name: "axis", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  AbsOptions: [],
  HardSwishOptions: [],
  LogicalAndOptions: [],
  LogicalNotOptions: [],
  UnpackOptions: [
    { name: "num", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "axis", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  FloorDivOptions: [],
  SquareOptions: [],
  ZerosLikeOptions: [],
  FillOptions: [],
  FloorModOptions: [],
  RangeOptions: [],
  LeakyReluOptions: [
    { name: "alpha", slot: 0, kind: "scalar", type: "float", fallback: 0 },
  ],
  SquaredDifferenceOptions: [],
  MirrorPadOptions: [
    { name: "mode", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
  ],
  UniqueOptions: [
    { name: "idxOutType", slot: 0, kind: "scalar", type: "byte", fallback: 2 },
  ],
  ReverseV2Options: [],
  AddNOptions: [],
  GatherNdOptions: [],
  WhereOptions: [],
  ReverseSequenceOptions: [
    { name: "seqDim", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "batchDim", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  MatrixDiagOptions: [],
  QuantizeOptions: [],
  MatrixSetDiagOptions: [],
  IfOptions: [
    { name: "thenSubgraphIndex", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "elseSubgraphIndex", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  CallOnceOptions: [
    { name: "initSubgraphIndex", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  WhileOptions: [
    { name: "condSubgraphIndex", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "bodySubgraphIndex", slot: 1, kind: "scalar", type: "int", fallback: 0 },
  ],
  NonMaxSuppressionV4Options: [],
  NonMaxSuppressionV5Options: [],
  ScatterNdOptions: [],
  SelectV2Options: [],
  DensifyOptions: [],
  SegmentSumOptions: [],
  BatchMatMulOptions: [
    { name: "adjX", slot: 0, kind: "scalar", type: "bool", fallback: false },
    { name: "adjY", slot: 1, kind: "scalar", type: "bool", fallback: false },
    { name: "asymmetricQuantizeInputs", slot: 2, kind: "scalar", type: "bool", fallback: false },
  ],
  CumsumOptions: [
    { name: "exclusive", slot: 0, kind: "scalar", type: "bool", fallback: false },
    { name: "reverse", slot: 1, kind: "scalar", type: "bool", fallback: false },
  ],
  BroadcastToOptions: [],
  Rfft2dOptions: [],
  HashtableOptions: [
    { name: "tableId", slot: 0, kind: "scalar", type: "int", fallback: 0 },
    { name: "keyDtype", slot: 1, kind: "scalar", type: "byte", fallback: 0 },
    { name: "valueDtype", slot: 2, kind: "scalar", type: "byte", fallback: 0 },
  ],
  HashtableFindOptions: [],
  HashtableImportOptions: [],
  HashtableSizeOptions: [],
  VarHandleOptions: [
    { name: "container", slot: 0, kind: "string" },
    { name: "sharedName", slot: 1, kind: "string" },
  ],
  ReadVariableOptions: [],
  AssignVariableOptions: [],
  RandomOptions: [
    { name: "seed", slot: 0, kind: "scalar", type: "long", fallback: 0n },
    { name: "seed2", slot: 1, kind: "scalar", type: "long", fallback: 0n },
  ],
  BucketizeOptions: [
    { name: "boundaries", slot: 0, kind: "scalars", type: "float", align: 0 },
  ],
  GeluOptions: [
    { name: "approximate", slot: 0, kind: "scalar", type: "bool", fallback: false },
  ],
  DynamicUpdateSliceOptions: [],
  UnsortedSegmentProdOptions: [],
  UnsortedSegmentMaxOptions: [],
  UnsortedSegmentSumOptions: [],
  ATan2Options: [],
  UnsortedSegmentMinOptions: [],
  SignOptions: [],
  BitcastOptions: [],
  BitwiseXorOptions: [],
  RightShiftOptions: [],
  DilateOptions: [],
  ReduceWindowOptions: [
    { name: "reduceFunction", slot: 0, kind: "scalar", type: "int", fallback: 0 },
  ],
  StableHLOCompositeOptions: [
    { name: "name", slot: 0, kind: "string" },
    { name: "decompositionSubgraphIndex", slot: 1, kind: "scalar", type: "int", fallback: 0 },
    { name: "compositeAttributes", slot: 2, kind: "array", type: "ubyte", align: 0 },
    { name: "compositeAttributesFormat", slot: 3, kind: "scalar", type: "byte", fallback: 0 },
    { name: "version", slot: 4, kind: "scalar", type: "int", fallback: 0 },
  ],
  StablehloShiftLeftOptions: [],
  OperatorCode: [
    { name: "deprecatedBuiltinCode", slot: 0, kind: "scalar", type: "byte", fallback: 0 },
    { name: "customCode", slot: 1, kind: "string" },
    { name: "version", slot: 2, kind: "scalar", type: "int", fallback: 1 },
    { name: "builtinCode", slot: 3, kind: "scalar", type: "int", fallback: 0 },
  ],
  Operator: [
    { name: "opcodeIndex", slot: 0, kind: "scalar", type: "uint", fallback: 0 },
    { name: "inputs", slot: 1, kind: "scalars", type: "int", align: 0 },
    { name: "outputs", slot: 2, kind: "scalars", type: "int", align: 0 },
    { name: "builtinOptions", slot: 3, kind: "union", type: "BuiltinOptions" },
    { name: "customOptions", slot: 5, kind: "array", type: "ubyte", align: 0 },
    { name: "customOptionsFormat", slot: 6, kind: "scalar", type: "byte", fallback: 0 },
    { name: "mutatingVariableInputs", slot: 7, kind: "scalars", type: "bool", align: 0 },
    { name: "intermediates", slot: 8, kind: "scalars", type: "int", align: 0 },
    { name: "largeCustomOptionsOffset", slot: 9, kind: "scalar", type: "ulong", fallback: 0n },
    { name: "largeCustomOptionsSize", slot: 10, kind: "scalar", type: "ulong", fallback: 0n },
    { name: "builtinOptions2", slot: 11, kind: "union", type: "BuiltinOptions2" },
    { name: "debugMetadataIndex", slot: 13, kind: "scalar", type: "int", fallback: -1 },
  ],
  SubGraph: [
    { name: "tensors", slot: 0, kind: "tables", type: "Tensor" },
    { name: "inputs", slot: 1, kind: "scalars", type: "int", align: 0 },
    { name: "outputs", slot: 2, kind: "scalars", type: "int", align: 0 },
    { name: "operators", slot: 3, kind: "tables", type: "Operator" },
    { name: "name", slot: 4, kind: "string" },
    { name: "debugMetadataIndex", slot: 5, kind: "scalar", type: "int", fallback: -1 },
  ],
  Buffer: [
    { name: "data", slot: 0, kind: "array", type: "ubyte", align: 16 },
    { name: "offset", slot: 1, kind: "scalar", type: "ulong", fallback: 0n },
    { name: "size", slot: 2, kind: "scalar", type: "ulong", fallback: 0n },
  ],
  ExternalBufferGroup: [
    { name: "name", slot: 0, kind: "string" },
  ],
  ExternalBuffer: [
    { name: "id", slot: 0, kind: "scalar", type: "uint", fallback: 0 },
    { name: "group", slot: 1, kind: "scalar", type: "uint", fallback: 0 },
    { name: "offset", slot: 2, kind: "scalar", type: "ulong", fallback: 0n },
    { name: "length", slot: 3, kind: "scalar", type: "ulong", fallback: 0n },
    { name: "packing", slot: 4, kind: "string" },
  ],
  Metadata: [
    { name: "name", slot: 0, kind: "string" },
    { name: "buffer", slot: 1, kind: "scalar", type: "uint", fallback: 0 },
  ],
  TensorMap: [
    { name: "name", slot: 0, kind: "string" },
    { name: "tensorIndex", slot: 1, kind: "scalar", type: "uint", fallback: 0 },
  ],
  SignatureDef: [
    { name: "inputs", slot: 0, kind: "tables", type: "TensorMap" },
    { name: "outputs", slot: 1, kind: "tables", type: "TensorMap" },
    { name: "signatureKey", slot: 2, kind: "string" },
    { name: "deprecatedTag", slot: 3, kind: "string" },
    { name: "subgraphIndex", slot: 4, kind: "scalar", type: "uint", fallback: 0 },
  ],
  Model: [
    { name: "version", slot: 0, kind: "scalar", type: "uint", fallback: 0 },
    { name: "operatorCodes", slot: 1, kind: "tables", type: "OperatorCode" },
    { name: "subgraphs", slot: 2, kind: "tables", type: "SubGraph" },
    { name: "description", slot: 3, kind: "string" },
    { name: "buffers", slot: 4, kind: "tables", type: "Buffer" },
    { name: "metadataBuffer", slot: 5, kind: "scalars", type: "int", align: 0 },
    { name: "metadata", slot: 6, kind: "tables", type: "Metadata" },
    { name: "signatureDefs", slot: 7, kind: "tables", type: "SignatureDef" },
    { name: "externalBufferGroups", slot: 8, kind: "tables", type: "ExternalBufferGroup" },
    { name: "externalBuffers", slot: 9, kind: "tables", type: "ExternalBuffer" },
  ],
};
