"""labelgauge measures the quality of labels: who made which error, how far off, and how sure that is."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from labelgauge._version import __version__

if TYPE_CHECKING:
    from labelgauge._build_info import BuildInfo as BuildInfo
    from labelgauge._build_info import build_info as build_info
    from labelgauge._table import Table as Table
    from labelgauge.agreement.coefficient import Coefficient as Coefficient
    from labelgauge.agreement.coefficients import brennan_prediger as brennan_prediger
    from labelgauge.agreement.coefficients import fleiss_kappa as fleiss_kappa
    from labelgauge.agreement.coefficients import gwet_ac as gwet_ac
    from labelgauge.agreement.coefficients import krippendorff_alpha as krippendorff_alpha
    from labelgauge.agreement.coefficients import percent_agreement as percent_agreement
    from labelgauge.agreement.confusion import RaterConfusion as RaterConfusion
    from labelgauge.agreement.confusion import rater_confusion as rater_confusion
    from labelgauge.agreement.continuous import BlandAltman as BlandAltman
    from labelgauge.agreement.continuous import Concordance as Concordance
    from labelgauge.agreement.continuous import bland_altman as bland_altman
    from labelgauge.agreement.continuous import concordance as concordance
    from labelgauge.agreement.difference import AgreementDifference as AgreementDifference
    from labelgauge.agreement.difference import agreement_difference as agreement_difference
    from labelgauge.agreement.fleiss import FleissTest as FleissTest
    from labelgauge.agreement.fleiss import fleiss_test as fleiss_test
    from labelgauge.agreement.icc import IntraclassCorrelation as IntraclassCorrelation
    from labelgauge.agreement.icc import icc as icc
    from labelgauge.agreement.icc import icc_table as icc_table
    from labelgauge.agreement.interpretation import Benchmark as Benchmark
    from labelgauge.agreement.interpretation import NeededUnits as NeededUnits
    from labelgauge.agreement.interpretation import benchmark as benchmark
    from labelgauge.agreement.interpretation import needed_units as needed_units
    from labelgauge.agreement.intra_rater import IntraRaterAgreement as IntraRaterAgreement
    from labelgauge.agreement.intra_rater import intra_rater_agreement as intra_rater_agreement
    from labelgauge.agreement.kendall import KendallW as KendallW
    from labelgauge.agreement.kendall import kendall_w as kendall_w
    from labelgauge.agreement.many_raters import conger_kappa as conger_kappa
    from labelgauge.agreement.many_raters import hubert_kappa as hubert_kappa
    from labelgauge.agreement.many_raters import light_kappa as light_kappa
    from labelgauge.agreement.pairwise import PairwiseAgreement as PairwiseAgreement
    from labelgauge.agreement.pairwise import pairwise_agreement as pairwise_agreement
    from labelgauge.agreement.random_raters import rater_jackknife as rater_jackknife
    from labelgauge.agreement.ratings import Ratings as Ratings
    from labelgauge.agreement.two_raters import KappaOfTwo as KappaOfTwo
    from labelgauge.agreement.two_raters import cohen_kappa as cohen_kappa
    from labelgauge.agreement.two_raters import scott_pi as scott_pi
    from labelgauge.dataset.align import Alignment as Alignment
    from labelgauge.dataset.align import align as align
    from labelgauge.dataset.dataset import Dataset as Dataset
    from labelgauge.dataset.ratings_table import read_ratings as read_ratings
    from labelgauge.dataset.read import read as read
    from labelgauge.geometry.boxes import Boxes as Boxes
    from labelgauge.geometry.boxes_3d import Boxes3D as Boxes3D
    from labelgauge.geometry.keypoints import Keypoints as Keypoints
    from labelgauge.geometry.masks import Masks as Masks
    from labelgauge.geometry.polygons import Polygons as Polygons
    from labelgauge.geometry.rotated_boxes import RotatedBoxes as RotatedBoxes
    from labelgauge.metrics.boundary import boundary as boundary
    from labelgauge.metrics.boundary import boundary_iou as boundary_iou
    from labelgauge.metrics.boundary_f import BoundaryScores as BoundaryScores
    from labelgauge.metrics.boundary_f import boundary_f as boundary_f
    from labelgauge.metrics.boundary_f import trimap_iou as trimap_iou
    from labelgauge.metrics.distance_transform import distance_transform as distance_transform
    from labelgauge.metrics.keypoints import oks as oks
    from labelgauge.metrics.overlap import SparseOverlap as SparseOverlap
    from labelgauge.metrics.overlap import ciou as ciou
    from labelgauge.metrics.overlap import coverage as coverage
    from labelgauge.metrics.overlap import dice as dice
    from labelgauge.metrics.overlap import diou as diou
    from labelgauge.metrics.overlap import giou as giou
    from labelgauge.metrics.overlap import iou as iou
    from labelgauge.metrics.panoptic import PanopticMap as PanopticMap
    from labelgauge.metrics.panoptic import PanopticQuality as PanopticQuality
    from labelgauge.metrics.panoptic import panoptic_quality as panoptic_quality
    from labelgauge.metrics.partition import AdaptedRandError as AdaptedRandError
    from labelgauge.metrics.partition import Contingency as Contingency
    from labelgauge.metrics.partition import VariationOfInformation as VariationOfInformation
    from labelgauge.metrics.partition import adapted_rand_error as adapted_rand_error
    from labelgauge.metrics.partition import contingency as contingency
    from labelgauge.metrics.partition import covering as covering
    from labelgauge.metrics.partition import rand_index as rand_index
    from labelgauge.metrics.partition import variation_of_information as variation_of_information
    from labelgauge.metrics.semantic import ClassScores as ClassScores
    from labelgauge.metrics.semantic import PixelScore as PixelScore
    from labelgauge.metrics.semantic import confusion_matrix as confusion_matrix
    from labelgauge.metrics.semantic import frequency_weighted_iou as frequency_weighted_iou
    from labelgauge.metrics.semantic import mean_accuracy as mean_accuracy
    from labelgauge.metrics.semantic import mean_dice as mean_dice
    from labelgauge.metrics.semantic import mean_iou as mean_iou
    from labelgauge.metrics.semantic import pixel_accuracy as pixel_accuracy
    from labelgauge.metrics.surface import surface_distances as surface_distances
    from labelgauge.metrics.surface_bias import Bias as Bias
    from labelgauge.metrics.surface_chunks import surface_distances_chunked as surface_distances_chunked
    from labelgauge.metrics.surface_conventions import SurfaceConvention as SurfaceConvention
    from labelgauge.metrics.surface_numbers import assd as assd
    from labelgauge.metrics.surface_numbers import hausdorff as hausdorff
    from labelgauge.metrics.surface_numbers import masd as masd
    from labelgauge.metrics.surface_numbers import nsd as nsd
    from labelgauge.metrics.surface_value import SurfaceDistances as SurfaceDistances
    from labelgauge.metrics.volume_boundary import volume_boundary as volume_boundary
    from labelgauge.metrics.volume_boundary import volume_boundary_iou as volume_boundary_iou
    from labelgauge.scoring.agreement import score_agreement as score_agreement
    from labelgauge.scoring.agreement_card import AgreementCard as AgreementCard
    from labelgauge.scoring.detection_accumulator import DetectionAccumulator as DetectionAccumulator
    from labelgauge.scoring.detection_calibration import DetectionCalibration as DetectionCalibration
    from labelgauge.scoring.detection_confusion import DetectionConfusion as DetectionConfusion
    from labelgauge.scoring.detection_curves import DetectionCurve as DetectionCurve
    from labelgauge.scoring.detection_errors import DetectionErrors as DetectionErrors
    from labelgauge.scoring.detection_lrp import DetectionLRP as DetectionLRP
    from labelgauge.scoring.detection_result import DetectionResult as DetectionResult
    from labelgauge.scoring.detections import evaluate_detections as evaluate_detections
    from labelgauge.scoring.score import score as score
    from labelgauge.scoring.scorecard import Scorecard as Scorecard
    from labelgauge.scoring.volume_scorecard import VolumeScorecard as VolumeScorecard
    from labelgauge.scoring.volumes import score_volumes as score_volumes

_HOMES = {
    "AdaptedRandError": "labelgauge.metrics.partition",
    "AgreementCard": "labelgauge.scoring.agreement_card",
    "AgreementDifference": "labelgauge.agreement.difference",
    "Alignment": "labelgauge.dataset.align",
    "Benchmark": "labelgauge.agreement.interpretation",
    "Bias": "labelgauge.metrics.surface_bias",
    "BlandAltman": "labelgauge.agreement.continuous",
    "BoundaryScores": "labelgauge.metrics.boundary_f",
    "Boxes": "labelgauge.geometry.boxes",
    "Boxes3D": "labelgauge.geometry.boxes_3d",
    "BuildInfo": "labelgauge._build_info",
    "ClassScores": "labelgauge.metrics.semantic",
    "Coefficient": "labelgauge.agreement.coefficient",
    "Concordance": "labelgauge.agreement.continuous",
    "Contingency": "labelgauge.metrics.partition",
    "Dataset": "labelgauge.dataset.dataset",
    "DetectionAccumulator": "labelgauge.scoring.detection_accumulator",
    "DetectionCalibration": "labelgauge.scoring.detection_calibration",
    "DetectionConfusion": "labelgauge.scoring.detection_confusion",
    "DetectionCurve": "labelgauge.scoring.detection_curves",
    "DetectionErrors": "labelgauge.scoring.detection_errors",
    "DetectionLRP": "labelgauge.scoring.detection_lrp",
    "DetectionResult": "labelgauge.scoring.detection_result",
    "FleissTest": "labelgauge.agreement.fleiss",
    "IntraRaterAgreement": "labelgauge.agreement.intra_rater",
    "IntraclassCorrelation": "labelgauge.agreement.icc",
    "KappaOfTwo": "labelgauge.agreement.two_raters",
    "KendallW": "labelgauge.agreement.kendall",
    "Keypoints": "labelgauge.geometry.keypoints",
    "Masks": "labelgauge.geometry.masks",
    "NeededUnits": "labelgauge.agreement.interpretation",
    "PairwiseAgreement": "labelgauge.agreement.pairwise",
    "PanopticMap": "labelgauge.metrics.panoptic",
    "PanopticQuality": "labelgauge.metrics.panoptic",
    "PixelScore": "labelgauge.metrics.semantic",
    "Polygons": "labelgauge.geometry.polygons",
    "RaterConfusion": "labelgauge.agreement.confusion",
    "Ratings": "labelgauge.agreement.ratings",
    "RotatedBoxes": "labelgauge.geometry.rotated_boxes",
    "Scorecard": "labelgauge.scoring.scorecard",
    "SparseOverlap": "labelgauge.metrics.overlap",
    "SurfaceConvention": "labelgauge.metrics.surface_conventions",
    "SurfaceDistances": "labelgauge.metrics.surface_value",
    "Table": "labelgauge._table",
    "VariationOfInformation": "labelgauge.metrics.partition",
    "VolumeScorecard": "labelgauge.scoring.volume_scorecard",
    "adapted_rand_error": "labelgauge.metrics.partition",
    "agreement_difference": "labelgauge.agreement.difference",
    "align": "labelgauge.dataset.align",
    "assd": "labelgauge.metrics.surface_numbers",
    "benchmark": "labelgauge.agreement.interpretation",
    "bland_altman": "labelgauge.agreement.continuous",
    "boundary": "labelgauge.metrics.boundary",
    "boundary_f": "labelgauge.metrics.boundary_f",
    "boundary_iou": "labelgauge.metrics.boundary",
    "brennan_prediger": "labelgauge.agreement.coefficients",
    "build_info": "labelgauge._build_info",
    "ciou": "labelgauge.metrics.overlap",
    "cohen_kappa": "labelgauge.agreement.two_raters",
    "concordance": "labelgauge.agreement.continuous",
    "confusion_matrix": "labelgauge.metrics.semantic",
    "conger_kappa": "labelgauge.agreement.many_raters",
    "contingency": "labelgauge.metrics.partition",
    "coverage": "labelgauge.metrics.overlap",
    "covering": "labelgauge.metrics.partition",
    "dice": "labelgauge.metrics.overlap",
    "diou": "labelgauge.metrics.overlap",
    "distance_transform": "labelgauge.metrics.distance_transform",
    "evaluate_detections": "labelgauge.scoring.detections",
    "fleiss_kappa": "labelgauge.agreement.coefficients",
    "fleiss_test": "labelgauge.agreement.fleiss",
    "frequency_weighted_iou": "labelgauge.metrics.semantic",
    "giou": "labelgauge.metrics.overlap",
    "gwet_ac": "labelgauge.agreement.coefficients",
    "hausdorff": "labelgauge.metrics.surface_numbers",
    "hubert_kappa": "labelgauge.agreement.many_raters",
    "icc": "labelgauge.agreement.icc",
    "icc_table": "labelgauge.agreement.icc",
    "intra_rater_agreement": "labelgauge.agreement.intra_rater",
    "iou": "labelgauge.metrics.overlap",
    "kendall_w": "labelgauge.agreement.kendall",
    "krippendorff_alpha": "labelgauge.agreement.coefficients",
    "light_kappa": "labelgauge.agreement.many_raters",
    "masd": "labelgauge.metrics.surface_numbers",
    "mean_accuracy": "labelgauge.metrics.semantic",
    "mean_dice": "labelgauge.metrics.semantic",
    "mean_iou": "labelgauge.metrics.semantic",
    "needed_units": "labelgauge.agreement.interpretation",
    "nsd": "labelgauge.metrics.surface_numbers",
    "oks": "labelgauge.metrics.keypoints",
    "pairwise_agreement": "labelgauge.agreement.pairwise",
    "panoptic_quality": "labelgauge.metrics.panoptic",
    "percent_agreement": "labelgauge.agreement.coefficients",
    "pixel_accuracy": "labelgauge.metrics.semantic",
    "rand_index": "labelgauge.metrics.partition",
    "rater_confusion": "labelgauge.agreement.confusion",
    "rater_jackknife": "labelgauge.agreement.random_raters",
    "read": "labelgauge.dataset.read",
    "read_ratings": "labelgauge.dataset.ratings_table",
    "score": "labelgauge.scoring.score",
    "score_agreement": "labelgauge.scoring.agreement",
    "score_volumes": "labelgauge.scoring.volumes",
    "scott_pi": "labelgauge.agreement.two_raters",
    "surface_distances": "labelgauge.metrics.surface",
    "surface_distances_chunked": "labelgauge.metrics.surface_chunks",
    "trimap_iou": "labelgauge.metrics.boundary_f",
    "variation_of_information": "labelgauge.metrics.partition",
    "volume_boundary": "labelgauge.metrics.volume_boundary",
    "volume_boundary_iou": "labelgauge.metrics.volume_boundary",
}
"""Where each public name lives; it is imported when first used, so that `import labelgauge` stays light."""

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 - names come from the table above


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        what = f"module 'labelgauge' has no attribute {name!r}"
        raise AttributeError(what)
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
